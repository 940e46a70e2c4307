package merge

import (
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/internal/bytewise"
)

// runs tells whether values of two documents are the same bytes.
type runs struct{ bytewise.Run }

func newRuns(a, b *document.Document) runs { return runs{bytewise.Run{A: a.Source(), B: b.Source()}} }

// same reports whether both are the same bytes, or both absent.
func (r *runs) same(x, y document.Node) bool {
	if !here(x) || !here(y) {
		return here(x) == here(y)
	}
	from, to := x.Span()
	start, end := y.Span()
	return r.Equal(from, to, start, end)
}
