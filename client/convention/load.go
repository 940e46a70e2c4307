package convention

import (
	"errors"

	"go.yaml.in/yaml/v4"
)

// maxDescription bounds a description, in bytes.
const maxDescription = 1 << 20

// Load reads a description (YAML, one document) and checks it. file names it in
// errors, which are *DescriptionError: what is wrong and at which line, a word that
// is no key with the one that was perhaps meant.
func Load(file string, data []byte) (*Convention, error) {
	fail := func(line int, place, reason string) error {
		return &DescriptionError{File: file, Line: line, Place: place, Reason: reason}
	}
	if len(data) > maxDescription {
		return nil, fail(0, "", "the description is too large")
	}
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		return nil, fail(lineOf(err), "", "it is not YAML: "+plainYAML(err))
	}
	d := &decoder{file: file, lines: map[string]int{}}
	c := &Convention{}
	if err := d.document(&root, c); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		var at *placeError
		errors.As(err, &at) // check returns nothing else
		return nil, fail(d.line(at.place), at.place, at.reason)
	}
	return c, nil
}

// lineOf is the line that an error of the YAML parser names; 0 where it names none.
func lineOf(err error) int {
	if e := (*yaml.LoadError)(nil); errors.As(err, &e) {
		return e.Mark.Line
	}
	return 0
}

// plainYAML is what the YAML parser says, without its name and the line.
func plainYAML(err error) string {
	if e := (*yaml.LoadError)(nil); errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
