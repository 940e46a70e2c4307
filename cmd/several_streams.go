package cmd

import (
	"bytes"
	"io"
	"sync"
)

// A prefixed writes lines that begin with a prefix, each in one piece. What comes is
// whole lines, as all that etch says is.
type prefixed struct {
	w      io.Writer
	mu     *sync.Mutex
	prefix string
}

// Write implements io.Writer.
func (p *prefixed) Write(b []byte) (int, error) {
	var out bytes.Buffer
	for line := range bytes.Lines(b) {
		out.WriteString(p.prefix)
		out.Write(line)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.w.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(b), nil
}

// A replayed is standard input for one of several.
type replayed struct {
	input func() ([]byte, error)
	left  io.Reader
}

// Read implements io.Reader.
func (r *replayed) Read(b []byte) (int, error) {
	if r.left == nil {
		text, err := r.input()
		if err != nil {
			return 0, err
		}
		r.left = bytes.NewReader(text)
	}
	return r.left.Read(b)
}
