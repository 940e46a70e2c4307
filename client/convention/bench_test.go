package convention_test

import (
	"testing"

	"github.com/etch-http/etch/client/convention"
)

// The default is loaded at every start, and all of them where an answer has no version:
// what that costs is felt in each run.
func BenchmarkLoad(b *testing.B) {
	for name, names := range map[string][]string{"default": {"rfc9110"}, "all": convention.Names()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for _, name := range names {
					if _, err := convention.Load(name, convention.Source(name)); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
