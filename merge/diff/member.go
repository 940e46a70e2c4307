package diff

import (
	"bytes"

	"github.com/etch-http/etch/merge/document"
)

// isNamed reports whether n is a member of that unescaped name.
func isNamed(n document.Node, name string) bool {
	source := n.NameSource()
	if len(source) < 2 {
		return false
	}
	if string(source[1:len(source)-1]) == name {
		return bytes.IndexByte(source, '\\') < 0
	}
	return bytes.IndexByte(source, '\\') >= 0 && n.Name() == name
}

// narrow is up to how many members one is looked for without a table.
const narrow = 64

// member is n.Member for names that thousands of small objects are asked for: it makes
// no table of any of them.
func member(n document.Node, name string) (found document.Node) {
	if n.Len() > narrow {
		found, _ = n.Member(name)
		return found
	}
	return n.Find(name)
}

// A peer finds the members of an object, one after the other, by those of another
// object: most often they stand in the same order.
type peer struct {
	object document.Node
	at     document.Node // where the next one is looked for first
}

func peerOf(object document.Node) peer { return peer{object, object.First()} }

// of returns the member that is named as m; the zero Node where there is none.
func (p *peer) of(m document.Node) document.Node {
	if p.at.Kind() == document.None || !document.SameName(p.at, m) {
		found := member(p.object, m.Name())
		if found.Kind() == document.None {
			return found
		}
		p.at = found
	}
	found := p.at
	p.at = found.Next()
	return found
}

// here reports whether n is a value.
func here(n document.Node) bool { return n.Kind() != document.None }
