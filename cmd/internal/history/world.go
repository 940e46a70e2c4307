package history

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// A World is the servers' side of a history: where writers write, and what is known
// of it past all faults.
type World struct {
	Resources []Resource
	// URL is where a writer reaches a path.
	URL func(writer int, path string) (string, error)
	// Header is on every request of a writer.
	Header http.Header
	// Truth is what is at a path, past all faults.
	Truth func(path string) ([]byte, error)
	// Log prints the requests that arrived; nil: nobody counts them.
	Log func(io.Writer) error
	// Ledger is told of every fault that is put in, before it takes effect.
	Ledger *Ledger

	Patches bool          // PATCH is taken, JSON Patch too
	Method  string        // the only one that writes; "": any
	Marks   bool          // every write of JSON leaves a mark, by which it is known later
	Lags    bool          // reads may show what was there before
	Bare    bool          // the answer to a write does not show the content: it takes a read to see it
	Silent  bool          // nor does it name the version: whoever writes after it hides it
	Quick   float64       // what the waits for servers that are slow, busy or lost are divided by; 0: 1
	Half    bool          // a read may show the middle of a write
	Timeout time.Duration // of one request; 0: 30 s
}

// url is URL, read.
func (w *World) url(writer int, path string) (*url.URL, error) {
	u, err := w.URL(writer, path)
	if err != nil {
		return nil, err
	}
	return url.Parse(u)
}

// A Resource is one thing that all writers write.
type Resource struct {
	Path string
	Text bool // else JSON
}

// A Fault is what was done to one request.
type Fault struct {
	What  string
	Write bool // the request was a write
	Lost  bool // the client cannot know from the answer whether it was carried out
	Cut   bool // there was no answer at all
	No    bool // the answer was an error
	Later bool // it may still be carried out, whatever is read
}

// Met are the faults of one edit, in their order.
type Met []Fault

// String lists them.
func (m Met) String() string {
	var all []string
	for _, f := range m {
		all = append(all, map[bool]string{true: "write: ", false: "read: "}[f.Write]+f.What)
	}
	return strings.Join(all, ", ")
}

// any reports whether one of them is so.
func (m Met) any(is func(Fault) bool) bool { return slices.ContainsFunc(m, is) }

// A Ledger knows of each writer what was done to its requests. A writer makes one
// edit at a time.
type Ledger struct {
	mu  sync.Mutex
	met map[int]Met
}

// Note adds a fault of a writer.
func (l *Ledger) Note(writer int, f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.met == nil {
		l.met = map[int]Met{}
	}
	l.met[writer] = append(l.met[writer], f)
}

// take returns a writer's faults since the last take.
func (l *Ledger) take(writer int) Met {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := l.met[writer]
	delete(l.met, writer)
	return m
}

// agent is the User-Agent of a writer.
func agent(writer int) string { return fmt.Sprintf("writer/%d", writer) }

// WriterOf is the writer that a User-Agent names; ok is false where it names none.
func WriterOf(userAgent string) (writer int, ok bool) {
	n, err := fmt.Sscanf(userAgent, "writer/%d", &writer)
	return writer, n == 1 && err == nil
}
