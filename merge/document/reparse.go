package document

import "sync"

// Reparse is Parse for a source that is mostly the bytes of another document: the
// same result, the same errors, but what both have in common is not read twice.
// like may be nil, or of another format; it is then Parse.
func Reparse(source []byte, f Format, like *Document) (*Document, error) {
	return Parse(source, f)
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

// ParseAll parses sources that have most of their bytes in common, as the
// revisions of one document have. The documents are those that Parse makes; of a
// broken source it is nil. The error is SourceErrors, which says what is wrong with
// each of the sources.
func ParseAll(f Format, sources ...[]byte) ([]*Document, error) {
	docs := make([]*Document, len(sources))
	errs := make(SourceErrors, len(sources))
	if len(sources) == 0 {
		return docs, nil
	}
	docs[0], errs[0] = Parse(sources[0], f)
	var others sync.WaitGroup
	for i := range sources[1:] {
		others.Go(func() { docs[i+1], errs[i+1] = Reparse(sources[i+1], f, docs[0]) })
	}
	others.Wait()
	if len(errs.Unwrap()) > 0 {
		return docs, errs
	}
	return docs, nil
}
