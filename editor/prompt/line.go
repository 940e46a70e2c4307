package prompt

import (
	"bytes"
	"context"
	"io"
	"strings"
)

// maxLine bounds an answer, in bytes.
const maxLine = 1 << 20

// An answer is a line that was typed, or why there is none.
type answer struct {
	text string
	err  error
}

// A lineReader reads lines in a goroutine, since a read from a terminal cannot be
// called off. It reads only when a line is wanted: what else is typed is for the
// editor. A line that comes after its question was called off answers the next one.
type lineReader struct {
	pending chan answer // of a read under way; nil: none is
	rest    []byte      // read, and not a line yet; the goroutine's while one runs
}

// readLine returns the next line, without its end and white space around it. When ctx
// ends, it returns at once with the cause; where no line can come any more, with an
// *editor.AbortedError that keeps the draft.
func (p *Prompt) readLine(ctx context.Context) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	r := &p.lines
	if r.pending == nil {
		r.pending = make(chan answer, 1)
		go func(to chan<- answer) { to <- r.next(p.In) }(r.pending)
	}
	select {
	case a := <-r.pending:
		r.pending = nil
		if a.err != nil {
			p.say("")
			return "", closed()
		}
		return strings.TrimSpace(a.text), nil
	case <-ctx.Done():
		p.say("")
		return "", context.Cause(ctx)
	}
}

// next reads up to the end of a line. What stands before the end of the input without
// one was not confirmed by Enter, and is no answer.
func (r *lineReader) next(in io.Reader) answer {
	buf := make([]byte, 4096)
	for {
		if i := bytes.IndexByte(r.rest, '\n'); i >= 0 {
			text := string(r.rest[:i])
			r.rest = r.rest[i+1:]
			return answer{text: text}
		}
		if len(r.rest) > maxLine {
			return answer{err: io.ErrShortBuffer}
		}
		n, err := in.Read(buf)
		r.rest = append(r.rest, buf[:n]...)
		if n == 0 && err != nil {
			return answer{err: err}
		}
	}
}
