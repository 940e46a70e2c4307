package cmd

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// configCommand is "config FILE": FILE becomes the script's configuration, with the URL
// of its mock server wherever it says @URL@.
func configCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: config file")
	}
	dir := filepath.Join(ts.Getenv("XDG_CONFIG_HOME"), "etch")
	ts.Check(os.MkdirAll(dir, 0o700))
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "@URL@", ts.Getenv("URL"))
	ts.Check(os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(text), 0o600))
}
