// Command write puts the large files of the benchmarks into folders, each with base,
// ours and theirs, for a comparison with other tools.
//
// usage: go run ./merge/internal/large/write DIR
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/etch-http/etch/merge/internal/large"
)

const seed = 20_261_122

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: write DIR")
		os.Exit(2)
	}
	for _, mb := range []int{1, 10, 50} {
		for _, c := range []struct {
			name string
			f    func(large.Spec) large.Files
			s    large.Spec
		}{
			{"json", large.JSON, large.Spec{Changed: 0.01, Identity: true}},
			{"json-no-identity", large.JSON, large.Spec{Changed: 0.01}},
			{"json-collisions", large.JSON, large.Spec{Changed: 0.01, Collide: 0.1, Identity: true}},
			{"json-all-changed", large.JSON, large.Spec{Changed: 1}},
			{"text", large.Text, large.Spec{Changed: 0.01}},
			{"text-collisions", large.Text, large.Spec{Changed: 0.01, Collide: 0.1}},
		} {
			c.s.Bytes, c.s.Seed = mb<<20, seed
			save(filepath.Join(os.Args[1], fmt.Sprintf("%s-%d", c.name, mb)), c.f(c.s))
		}
	}
	save(filepath.Join(os.Args[1], "text-disjoint-60000-lines"), large.Disjoint(60_000))
}

func save(dir string, f large.Files) {
	err := os.MkdirAll(dir, 0o755)
	for name, b := range map[string][]byte{"base": f.Base, "ours": f.Ours, "theirs": f.Theirs} {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}
