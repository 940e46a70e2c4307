package cmd

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain makes the commands of the scripts part of the test binary: etch itself,
// and the editor of somebody who types fast.
func TestMain(m *testing.M) {
	// Most of these tests wait: for back-off, for time-outs, for servers that hang. Eight
	// at a time are no more work than two. -parallel on the command line still counts.
	_ = flag.Set("test.parallel", "8")
	testscript.Main(watched{m}, map[string]func(){
		"etch":        func() { os.Exit(Main()) },
		"fake-editor": func() { os.Exit(fakeEditor(os.Args[1:])) },
		"meanwhile":   func() { os.Exit(meanwhile(os.Args[1:])) },
		"between":     func() { os.Exit(between(os.Args[1:])) },
		"vanish":      func() { os.Exit(vanish(os.Args[1:])) },
	})
}

// watched is a run of all tests that fails where one has left a goroutine behind.
type watched struct{ *testing.M }

// Run implements testscript.TestingM.
func (w watched) Run() int {
	code := w.M.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// TestScripts runs testdata/script: what a person at a shell does and sees. Each
// script has its own home folder and no terminal. After each the logs of its mock
// servers are read (checkLog): no write without a precondition, except where the
// script says "mock -allow-unguarded".
func TestScripts(t *testing.T) {
	t.Cleanup(func() { // after the last script
		if n := audited.Load(); n < 50 && !t.Failed() && flag.Lookup("test.run").Value.String() == "" {
			t.Errorf("the logs had %d writes of etch in them: they are not what was read", n)
		}
	})
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               ownHome,
		UpdateScripts:       os.Getenv("ETCH_UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"mock":       mockCommand,
			"odd":        oddCommand,
			"huge":       hugeCommand,
			"mockput":    mockPutCommand,
			"mockget":    mockGetCommand,
			"mockfaults": mockFaultsCommand,
			"mockdelete": mockDeleteCommand,
			"mocklog":    mockLogCommand,
			"status":     statusCommand,
			"same":       sameCommand,
			"draft":      draftCommand,
			"tag":        tagCommand,
			"davlock":    davLockCommand,
			"config":     configCommand,
		},
	})
}

// ownHome gives a script its own folders, and an environment in which nothing of
// the person who runs the tests is left.
func ownHome(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, ".home")
	for _, v := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "NO_COLOR", "ETCH_EDITOR", "VISUAL", "EDITOR", "ETCH_BEARER_TOKEN", "TERM"} {
		e.Setenv(v, "")
	}
	for v, dir := range map[string]string{
		"HOME": "", "USERPROFILE": "", "XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state",
		"XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run", "LOCALAPPDATA": "local",
	} {
		dir = filepath.Join(home, dir)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		e.Setenv(v, dir)
	}
	e.Values[mockKey{}] = &mocks{}
	e.Values[testKey{}] = e.T()
	return nil
}

// statusCommand is "status N COMMAND...": run it and expect that exit status.
func statusCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [args]")
	}
	err := ts.Exec(args[1], args[2:]...)
	if got := exitStatus(err); got != args[0] {
		ts.Fatalf("exit status %s, not %s", got, args[0])
	}
}

// sameCommand is "same FILE FILE": byte for byte, but for a newline at the end, which
// every file of a script has.
func sameCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same file file")
	}
	a, b := strings.TrimSuffix(ts.ReadFile(args[0]), "\n"), strings.TrimSuffix(ts.ReadFile(args[1]), "\n")
	if a != b {
		ts.Fatalf("%s: %q\n%s: %q", args[0], a, args[1], b)
	}
}

// draftCommand is "draft VAR": the environment variable becomes the ID of the draft
// that was kept last, as "etch resume" lists it.
func draftCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: draft VAR")
	}
	ts.Check(ts.Exec("etch", "resume", "-o", "json"))
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	var d draftLine
	ts.Check(json.Unmarshal([]byte(lines[len(lines)-1]), &d))
	ts.Setenv(args[0], d.ID)
}

// tagCommand is "tag VAR": the environment variable becomes the validator in what
// "etch get -o json" has just printed.
func tagCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tag VAR")
	}
	var got gottenLine
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &got))
	ts.Setenv(args[0], got.Validator)
}
