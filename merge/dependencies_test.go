package merge_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestDependencies: who imports these packages gets the standard library and one
// small package of others, and nothing of the command line or of the network.
func TestDependencies(t *testing.T) {
	const module = "github.com/etch-http/etch/merge"
	packages := []string{module, module + "/document", module + "/diff", module + "/patch"}
	args := append([]string{"list", "-deps", "-f", "{{.ImportPath}} {{.Standard}}"}, packages...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	allowed := append(packages, "github.com/sergi/go-diff/diffmatchpatch")
	seen := 0
	for line := range strings.Lines(string(out)) {
		path, standard, _ := strings.Cut(strings.TrimSpace(line), " ")
		seen++
		switch {
		case path == "net" || strings.HasPrefix(path, "net/http") || path == "os/exec":
			t.Errorf("%s is among the dependencies: they read and write no files, processes or networks", path)
		case standard != "true" && !slices.Contains(allowed, path) && !strings.HasPrefix(path, module+"/"):
			t.Errorf("%s is among the dependencies", path)
		}
	}
	if seen < 10 {
		t.Errorf("only %d dependencies listed: %s", seen, out)
	}
}
