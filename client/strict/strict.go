// Package strict reads what people write by hand, descriptions and settings, from YAML
// into Go structs. What is no key, what stands twice, what is empty and what is of
// another type is an error with its line, and with the word that was perhaps meant.
//
// YAML's own decoding turns 1.10 into 1.1 and no into false. Here, text is text: a
// field takes exactly what it is for. Anchors, aliases and merge keys are not taken.
//
// The package knows no file and no meaning: bytes in, values and errors out.
package strict

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// An Error says what is wrong in a file, and where.
type Error struct {
	File   string // as New was told
	Line   int    // 1-based; 0 where none is known
	Place  string // "version[0].send"
	Reason string
	Meant  string // the word that was perhaps meant; "": none is near
}

// Error gives the file, the line, the place and the reason.
func (e *Error) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
	}
	if e.Place != "" {
		s += ": " + e.Place
	}
	s += ": " + e.Reason
	if e.Meant != "" {
		s += fmt.Sprintf(" (did you mean %s?)", e.Meant)
	}
	return s
}

// A Scalar is a value that reads itself from one word or text. A type that takes text
// alone may implement encoding.TextUnmarshaler instead.
type Scalar interface {
	// UnmarshalScalar takes what stands there and its YAML tag (!!str, !!bool, !!int).
	UnmarshalScalar(tag, text string) error
}

// quoted is what the YAML parser repeats of the file, longer than a single character: it
// may be a secret.
const quoted = "[\"'`][^\"'`]{2,}[\"'`]"

// maxSize bounds what is read, in bytes.
const maxSize = 1 << 20

// A Decoder fills values from one file, and gathers what is wrong with it.
type Decoder struct {
	file  string
	lines map[string]int // by place
	errs  []*Error
}

// New makes a Decoder whose errors name file.
func New(file string) *Decoder { return &Decoder{file: file, lines: map[string]int{}} }

// Decode fills the struct that into points to from data, one YAML document. What it
// cannot fill stays as it is.
func (d *Decoder) Decode(data []byte, into any) {
	if len(data) > maxSize {
		d.add(0, "", "the file is too large")
		return
	}
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		line, reason := 0, err.Error()
		if e := (*yaml.LoadError)(nil); errors.As(err, &e) {
			line, reason = e.Mark.Line, e.Message
		}
		d.add(line, "", "it is not YAML: %s", regexp.MustCompile(quoted).ReplaceAllString(reason, "'...'"))
		return
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		d.add(root.Line, "", "it is empty")
		return
	}
	d.Fill(root.Content[0], into, "")
}

// Fill fills the value that into points to from a part of the file that a field of
// the type yaml.Node has kept; place is where it stands. A struct's other fields stay
// as they are; a list or a map is replaced as a whole.
func (d *Decoder) Fill(n *yaml.Node, into any, place string) {
	d.value(n, reflect.ValueOf(into).Elem(), place)
}

// Fail adds an error at place, whose line is that of the nearest thing around it.
func (d *Decoder) Fail(place, format string, args ...any) {
	d.add(d.line(place), place, format, args...)
}

// Suggest is Fail for a word that is none of words: the error names the one that was
// perhaps meant.
func (d *Decoder) Suggest(place, word string, words []string, format string, args ...any) {
	d.Fail(place, format, args...)
	d.errs[len(d.errs)-1].Meant = Nearest(word, words)
}

// Said is the line where place is said, and whether it is.
func (d *Decoder) Said(place string) (line int, said bool) {
	line, said = d.lines[place]
	return line, said
}

// Line is the line of place, or of the nearest thing around it; 0 where none is known.
func (d *Decoder) Line(place string) int { return d.line(place) }

// Sound reports whether nothing wrong was found at place and below.
func (d *Decoder) Sound(place string) bool {
	return !slices.ContainsFunc(d.errs, func(e *Error) bool {
		rest, ok := strings.CutPrefix(e.Place, place)
		return ok && (rest == "" || place == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// Errors are all that were found, by their lines.
func (d *Decoder) Errors() []*Error {
	slices.SortStableFunc(d.errs, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	return d.errs
}

// Err is the first of Errors; nil where there is none.
func (d *Decoder) Err() error {
	if es := d.Errors(); len(es) > 0 {
		return es[0]
	}
	return nil
}

// line is where place, or what it stands in, begins.
func (d *Decoder) line(place string) int {
	for {
		if n, ok := d.lines[place]; ok || place == "" {
			return n
		}
		place = place[:max(strings.LastIndexAny(place, ".["), 0)]
	}
}

// add adds an error.
func (d *Decoder) add(line int, place, format string, args ...any) {
	d.errs = append(d.errs, &Error{File: d.file, Line: line, Place: place, Reason: fmt.Sprintf(format, args...)})
}
