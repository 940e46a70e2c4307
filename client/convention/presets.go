package convention

import (
	"embed"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/etch-http/etch/client/strict"
)

//go:embed presets/*.yaml
var files embed.FS

// loaded are the built-in conventions that were asked for so far: most runs need one,
// and reading all of them is felt at the start of each.
var loaded sync.Map

// Names lists the built-in conventions, sorted.
func Names() []string {
	entries, _ := files.ReadDir("presets") // an embedded folder cannot fail
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// Lookup returns the built-in convention of that name. The error is an
// *UnknownError, with the name that was perhaps meant.
func Lookup(name string) (*Convention, error) {
	if c, ok := loaded.Load(name); ok {
		return c.(*Convention), nil
	}
	names := Names()
	if !slices.Contains(names, name) {
		return nil, &UnknownError{Name: name, Meant: strict.Nearest(name, names)}
	}
	c, err := Load(name+".yaml", Source(name))
	if err == nil {
		loaded.Store(name, c)
	}
	return c, err
}

// Source returns the description of a built-in convention as it is written; nil where
// there is none of that name.
func Source(name string) []byte {
	b, err := files.ReadFile(path.Join("presets", name+".yaml"))
	if err != nil {
		return nil
	}
	return b
}

// mustLookup is Lookup of a convention without which there is nothing.
func mustLookup(name string) *Convention {
	c, err := Lookup(name)
	if err != nil {
		panic(err) // a test reads every file
	}
	return c
}
