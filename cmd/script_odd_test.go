package cmd

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/etch-http/etch/client/mockserver"
)

// oddities are the servers that no flag of "etch mock" makes.
var oddities = map[string]func(*mockserver.Options){
	"ignores-merge-patch": func(o *mockserver.Options) { // 200, and nothing is stored, though it announces the format
		o.IgnoredPatches = []string{"application/merge-patch+json"}
		o.AcceptPatch = []string{"application/merge-patch+json", "application/json-patch+json"}
	},
	"ignores-all-patches": func(o *mockserver.Options) {
		o.IgnoredPatches = []string{"application/merge-patch+json", "application/json-patch+json"}
		o.AcceptPatch = o.IgnoredPatches
	},
	"empty-etag": func(o *mockserver.Options) {
		o.ETag = func(uint64, []byte) string { return "" }
	},
	"refuses-once": func(o *mockserver.Options) { // the first write: 422
		o.Fault = faultIf(func(write int) bool { return write == 1 }, mockserver.Fault{Kind: mockserver.Answer, Status: http.StatusUnprocessableEntity})
	},
	"portal": func(o *mockserver.Options) { // every read is a page for people
		o.Fault = faultIf(func(write int) bool { return write == 0 }, mockserver.Fault{Kind: mockserver.Page})
	},
	"portal-later": func(o *mockserver.Options) { // the reads after the first write are
		o.Fault = afterWrite(mockserver.Fault{Kind: mockserver.Page})
	},
	"cuts-reads": func(o *mockserver.Options) { // half of the body, and no more
		o.Fault = faultIf(func(write int) bool { return write == 0 }, mockserver.Fault{Kind: mockserver.Truncate})
	},
	"cuts-read-once": func(o *mockserver.Options) {
		var once sync.Once
		o.Fault = func(write int, r *http.Request) (f mockserver.Fault) {
			if write == 0 {
				once.Do(func() { f.Kind = mockserver.Truncate })
			}
			return f
		}
	},
	"cuts-reads-later": func(o *mockserver.Options) {
		o.Fault = afterWrite(mockserver.Fault{Kind: mockserver.Truncate})
	},
	"fixed-tag": func(o *mockserver.Options) { // the second write is lost
		o.FixedTag = true
		o.Fault = faultIf(func(write int) bool { return write == 2 }, mockserver.Fault{Kind: mockserver.CutBefore})
	},
	"gives-weak-wants-strong": func(*mockserver.Options) {}, // see wrappers; so are the next ones
	"gives-weak-wants-bare":   func(*mockserver.Options) {},
	"gives-quoted-wants-bare": func(*mockserver.Options) {},
	"gives-bare-wants-quoted": func(*mockserver.Options) {},
	"gzips": func(o *mockserver.Options) { // answers that nobody asked to be compressed, with a tag of their own
		o.GzipAlways, o.GzipSuffix = true, true
	},
	"tag-later-empty":    func(*mockserver.Options) {}, // a write that is refused shows it; see wrappers
	"tag-later-control":  func(*mockserver.Options) {},
	"tag-later-twice":    func(*mockserver.Options) {},
	"tag-control":        func(*mockserver.Options) {},
	"tag-twice":          func(*mockserver.Options) {},
	"cached":             func(*mockserver.Options) {},                         // see wrappers
	"rival-after-write":  func(o *mockserver.Options) { o.NoValidator = true }, // see rivals
	"rival-before-write": func(o *mockserver.Options) { o.NoValidator = true },

	// see meddlers
	"rival-creates":          func(*mockserver.Options) {},
	"rival-creates-409":      func(o *mockserver.Options) { o.ExistsStatus = http.StatusConflict },
	"rival-creates-500":      func(o *mockserver.Options) { o.ExistsStatus = http.StatusInternalServerError },
	"rival-creates-unseen":   func(o *mockserver.Options) { o.IgnoreOnCreate = true },
	"rival-creates-201":      func(o *mockserver.Options) { o.IgnoreOnCreate, o.AlwaysCreated = true, true },
	"rival-changes":          func(*mockserver.Options) {},
	"rival-changes-unseen":   func(o *mockserver.Options) { o.IgnoreOnDelete = true },
	"rival-deletes":          func(*mockserver.Options) {},
	"points-reads-at-file":   func(*mockserver.Options) {}, // see wrappers
	"points-writes-at-file":  func(*mockserver.Options) {},
	"points-created-at-file": func(*mockserver.Options) {},
	"stores-otherwise": func(o *mockserver.Options) {
		o.NoPrefer = true
		o.Clamp = func(string, []byte) []byte { return []byte(`{"title": "CLAMPED"}`) }
	},
	"fills-in": func(o *mockserver.Options) {
		o.Clamp = func(_ string, b []byte) []byte { return bytes.Replace(b, []byte("{"), []byte(`{"id": 7, `), 1) }
	},
}

// rivals are the oddities in which another writer is at work beside each write.
var rivals = map[string]func(*mockserver.Options, func(int, *http.Request)){
	"rival-before-write": func(o *mockserver.Options, write func(int, *http.Request)) { o.BeforeWrite = write },
	"rival-after-write":  func(o *mockserver.Options, write func(int, *http.Request)) { o.AfterWrite = write },
}

// meddlers are the oddities in which another writer comes just before the first write of
// etch: what it does, to the path of that write.
var meddlers = map[string]func(*mockserver.Server, string){
	"rival-creates":        creates,
	"rival-creates-409":    creates,
	"rival-creates-500":    creates,
	"rival-creates-unseen": creates,
	"rival-creates-201":    creates,
	"rival-changes":        creates,
	"rival-changes-unseen": creates,
	"rival-deletes":        func(s *mockserver.Server, path string) { s.Delete(path) },
}

func creates(s *mockserver.Server, path string) {
	s.PutAs(path, "application/json", []byte(`{"rival": 1}`))
}

// faultIf is a fault of those requests of etch whose number among the writes hits.
func faultIf(hits func(write int) bool, f mockserver.Fault) func(int, *http.Request) mockserver.Fault {
	return func(write int, r *http.Request) mockserver.Fault {
		if r.UserAgent() == "rival" || !hits(write) {
			return mockserver.Fault{}
		}
		return f
	}
}

// afterWrite is a fault of etch's reads once it has written.
func afterWrite(f mockserver.Fault) func(int, *http.Request) mockserver.Fault {
	var mu sync.Mutex
	written := false
	return func(write int, r *http.Request) mockserver.Fault {
		mu.Lock()
		defer mu.Unlock()
		if r.UserAgent() == "rival" {
			return mockserver.Fault{}
		}
		written = written || write > 0
		if write > 0 || !written {
			return mockserver.Fault{}
		}
		return f
	}
}

// oddCommand is "odd [-allow-unguarded] ODDITY SEED": like "mock --seed SEED", with
// one of the oddities.
func oddCommand(ts *testscript.TestScript, neg bool, args []string) {
	guarded := true
	if len(args) > 0 && args[0] == "-allow-unguarded" {
		guarded, args = false, args[1:]
	}
	if neg || len(args) != 2 || oddities[args[0]] == nil {
		ts.Fatalf("usage: odd [-allow-unguarded] %s seed", strings.Join(slices.Sorted(maps.Keys(oddities)), "|"))
	}
	var o mockserver.Options
	oddities[args[0]](&o)
	var s *mockserver.Server
	if beside := rivals[args[0]]; beside != nil {
		beside(&o, func(n int, _ *http.Request) { s.Disturb(n) })
	}
	if rival := meddlers[args[0]]; rival != nil {
		var once sync.Once
		o.BeforeWrite = func(_ int, r *http.Request) {
			if r.UserAgent() != "rival" {
				once.Do(func() { rival(s, r.URL.Path) })
			}
		}
	}
	s = mockserver.New(o)
	ts.Check(s.Seed(ts.MkAbs(args[1])))
	h := s.Handler()
	if wrap := wrappers[args[0]]; wrap != nil {
		h = wrap(h)
	}
	web := httptest.NewServer(h)
	use(ts, web.URL, guarded, func() {
		web.CloseClientConnections()
		web.Close()
		_ = s.Close()
	})
}

// hugeCommand is "huge PATH LEVELS|BYTES": puts a document there that no script can
// hold: so many levels of arrays, or so many bytes ("100MB") of members.
func hugeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: huge path levels|size")
	}
	var n size
	body := ""
	if levels, ok := strings.CutSuffix(args[1], "levels"); ok {
		ts.Check(n.Set(levels))
		body = `{"name":"orig","deep":` + strings.Repeat("[", int(n)) + strings.Repeat("]", int(n)) + "}"
	} else {
		ts.Check(n.Set(args[1]))
		member := `  "member": {"big":12345678901234567890,"price":1.0,"text":"` + strings.Repeat("lorem ipsum ", 8) + `"},` + "\n"
		var b strings.Builder
		b.WriteString("{\n")
		for i := 0; b.Len() < int(n); i++ {
			b.WriteString(strings.Replace(member, "member", "member"+time.Duration(i).String(), 1))
		}
		b.WriteString(`  "name": "orig"` + "\n}\n")
		body = b.String()
	}
	u, err := url.JoinPath(ts.Value(mockKey{}).(*mocks).url, args[0])
	ts.Check(err)
	request(ts, "PUT", u, []byte(body), "application/json")
}
