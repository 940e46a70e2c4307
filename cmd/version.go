package cmd

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the release build (-ldflags "-X .../cmd.version=1.2.3").
var version string

// A buildInfo is what this binary was made from.
type buildInfo struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// build reads what the Go tool put into the binary.
func build() buildInfo {
	b := buildInfo{Version: version, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if b.Version == "" {
		b.Version = "dev"
		if ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
			b.Version = info.Main.Version
		}
	}
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			b.Commit += "+changes"
		}
	}
	return b
}

// newVersion is "etch version".
func newVersion(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:     "version [flags]",
		GroupID: groupMore,
		Short:   "the version of this binary",
		Example: `  etch version
  etch version -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			b := build()
			if format == "json" {
				return json.NewEncoder(a.out).Encode(b)
			}
			fmt.Fprintf(a.out, "etch %s", b.Version)
			if b.Commit != "" {
				fmt.Fprintf(a.out, " (%s)", b.Commit)
			}
			fmt.Fprintf(a.out, ", %s, %s/%s\n", b.Go, b.OS, b.Arch)
			return nil
		},
	}
	outputFlag(c, &format)
	return c
}
