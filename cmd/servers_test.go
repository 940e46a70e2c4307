//go:build unix

package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestServers drives the real etch binary against servers that others wrote. Each
// is started here, on loopback and on a free port, with a configuration and a data
// folder made for the test, and is ended with it.
//
// .ci/servers/install brings the programs. ETCH_SERVERS names the folder whose
// node_modules they are in; without it nothing is run, so that "go test ./..." never
// starts a server by surprise. With ETCH_REQUIRE_SERVERS=1 an absent server is a failure.
func TestServers(t *testing.T) {
	folder := os.Getenv("ETCH_SERVERS")
	required := os.Getenv("ETCH_REQUIRE_SERVERS") == "1"
	if folder == "" {
		if required {
			t.Fatal("ETCH_SERVERS is not set: run .ci/servers/install, and name its folder (.ci/cache/npm)")
		}
		t.Skip("real servers are not asked for: run .ci/servers/install and set ETCH_SERVERS=.ci/cache/npm")
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	etch := buildEtch(t)

	var all results
	t.Run("on", func(t *testing.T) { // returns when all of them are through
		for _, s := range foreignServers {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				if missing := s.missing(folder); missing != "" {
					if required {
						t.Fatalf("%s is not installed: there is no %s; run .ci/servers/install", s.name, missing)
					}
					t.Skipf("%s is not installed: there is no %s; run .ci/servers/install", s.name, missing)
				}
				all.add(tell(t, s, folder, etch))
			})
		}
	})
	fmt.Printf("real servers: %d of %d run, %d cases\n", len(all.rows), len(foreignServers), all.cases)
	if t.Failed() || !all.whole() {
		t.Log("docs/servers.md is not looked at: not everything was run, or something failed")
		return
	}
	holdTable(t, all.inOrder())
}

// tell starts a server and tells its stories, one after the other.
func tell(t *testing.T, s *foreignServer, folder, etch string) *row {
	host := startForeign(t, s, folder)
	host.row.version = versionOf(t, s, folder)
	for _, c := range casesFor(s) {
		t.Run(c.name, func(t *testing.T) {
			host.row.cases++
			c.run(t, newStage(t, host, etch))
		})
	}
	return host.row
}

// buildEtch builds the program as a user gets it, and returns its path.
func buildEtch(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "etch")
	build := exec.Command("go", "build", "-o", path, "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("etch does not build: %v\n%s", err, out)
	}
	return path
}
