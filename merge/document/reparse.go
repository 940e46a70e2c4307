package document

import (
	"bytes"
	"sync"
)

// Reparse is Parse for a source that has most of its bytes in common with another
// document: always the same result and the same error, but what both have in common
// is not read again. Its nodes are copied, with other offsets. like may be nil or of
// another format; then it is Parse.
//
// That is sound because what a value is depends on nothing around it but how deep it
// stands. A value is taken over only where its bytes, and the one behind them, have
// been compared and are equal, and only from the same depth. The cost is linear for
// any two documents, and little above that of Parse where they have nothing in common.
func Reparse(source []byte, f Format, like *Document) (*Document, error) {
	return reparse(source, f, like, nil)
}

// A Reparser is Reparse in two steps: first the memory for the nodes is made, and fetched
// while somebody else still writes the source.
type Reparser struct {
	like  *Document
	table []node
}

// NewReparser returns a Reparser for a source of about that size, in bytes.
func NewReparser(like *Document, size int) *Reparser {
	r := &Reparser{like: like}
	if like != nil && like.format == JSON {
		r.table = newTableLike(size, like)
	}
	return r
}

// Parse is Reparse. It may be called once.
func (r *Reparser) Parse(source []byte, f Format) (*Document, error) {
	return reparse(source, f, r.like, r.table)
}

// reparse is Reparse into a table of nodes; nil is one that it makes.
func reparse(source []byte, f Format, like *Document, table []node) (*Document, error) {
	if f != JSON || like == nil || like.format != f || uint64(len(source)) > maxSource {
		return Parse(source, f)
	}
	if bytes.Equal(source, like.source) {
		return &Document{format: f, source: source, nodes: like.nodes}, nil
	}
	t := newTaker(source, like, table)
	if err := t.document(); err != nil {
		return Parse(source, f)
	}
	return &Document{format: f, source: source, nodes: t.nodes}, nil
}

// SourceErrors are the errors of ParseAll: one for each source, in their order,
// nil where the source is sound.
type SourceErrors []error

// Error is the first error.
func (e SourceErrors) Error() string {
	for _, err := range e {
		if err != nil {
			return err.Error()
		}
	}
	return "no source is broken"
}

// Unwrap returns the errors that there are.
func (e SourceErrors) Unwrap() []error {
	var all []error
	for _, err := range e {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// ParseAll parses sources that have most of their bytes in common, as the revisions
// of one document have: the first by Parse and the others by Reparse like the first,
// side by side where that is worth it. The documents are in the order of the sources;
// that of a broken one is nil. The error is SourceErrors, which says what is wrong
// with each of the sources.
func ParseAll(f Format, sources ...[]byte) ([]*Document, error) {
	docs := make([]*Document, len(sources))
	errs := make(SourceErrors, len(sources))
	if len(sources) == 0 {
		return docs, nil
	}
	var tables [][]node
	docs[0], tables, errs[0] = parseFirst(f, sources)
	var others sync.WaitGroup
	for i, source := range sources[1:] {
		read := func() { docs[i+1], errs[i+1] = reparse(source, f, docs[0], tables[i]) }
		if len(source) < worthSharing {
			read()
		} else {
			others.Go(read)
		}
	}
	others.Wait()
	if len(errs.Unwrap()) > 0 {
		return docs, errs
	}
	return docs, nil
}

// parseFirst parses the first source. While that is read it makes the tables of the
// others, so that their memory is there when they are; it makes none of those of which it
// cannot tell yet how large they are.
func parseFirst(f Format, sources [][]byte) (first *Document, tables [][]node, err error) {
	source, tables := sources[0], make([][]node, len(sources)-1)
	if f != JSON || len(source) < worthSharing || uint64(len(source)) > maxSource {
		first, err = Parse(source, f)
		return first, tables, err
	}
	r := newReading(source)
	r.begin()
	if nodes := r.room(); nodes <= len(source)/usual {
		for i, other := range sources[1:] {
			if len(other) > len(source)/2 {
				tables[i] = newTable(other, nodes+nodes/64+max(0, len(other)-len(source))/usual)
			}
		}
	}
	first, err = r.finish()
	return first, tables, err
}

// worthSharing is the size in bytes from which a source is read beside others: less
// is read sooner than another core begins.
const worthSharing = 1 << 18
