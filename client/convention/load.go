package convention

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/etch-http/etch/client/strict"
)

// A DescriptionError says what is wrong with a description, and where.
type DescriptionError = strict.Error

// Load reads a description (YAML, one document) and checks it. file names it in
// errors, which are *DescriptionError: what is wrong and at which line, a word that
// is no key with the one that was perhaps meant.
func Load(file string, data []byte) (*Convention, error) {
	d := strict.New(file)
	c := &Convention{}
	d.Decode(data, c)
	c.judge(d, 0, "")
	if err := d.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// Override returns c with the fields that n names, a part of the file that d reads;
// place is where it stands. A field of a field is one, so that write.method can be said
// alone; a list or a map is replaced as a whole. What is wrong is added to d.
func (c *Convention) Override(d *strict.Decoder, n *yaml.Node, place string) *Convention {
	over, before := *c, len(d.Errors())
	d.Fill(n, &over, place)
	over.judge(d, before, place+".")
	return &over
}

// judge adds to d what check says, where the single values are sound: d has as many
// errors as before. in stands before its places.
func (c *Convention) judge(d *strict.Decoder, before int, in string) {
	if len(d.Errors()) > before {
		return
	}
	if at := (*placeError)(nil); errors.As(c.check(), &at) { // check returns nothing else
		d.Fail(strings.TrimSuffix(in+at.place, "."), "%s", at.reason)
	}
}
