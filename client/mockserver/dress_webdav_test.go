package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

const lockInfo = `<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner>Ann &amp; Co</D:owner></D:lockinfo>`

// A dav is the server as a client of WebDAV meets it.
type dav struct {
	*mockserver.Server
	url  string
	late atomic.Int64 // how late it is, in nanoseconds
}

func openDav(t *testing.T, o mockserver.Options) *dav {
	d := &dav{}
	o.API = "webdav"
	o.Now = func() time.Time { return time.Unix(1e9, d.late.Load()) }
	d.Server = mockserver.New(o)
	t.Cleanup(func() { _ = d.Close() })
	web := httptest.NewServer(d.Handler())
	t.Cleanup(web.Close)
	d.url = web.URL + "/x"
	d.Put("/x", []byte("text"))
	return d
}

// ask sends one request; header is name, value, name, value.
func (d *dav) ask(t *testing.T, method, body string, header ...string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequest(method, d.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(header, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var text strings.Builder
	if err := resp.Write(&text); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, text.String()
}

// RFC 4918: a lock keeps writes out that do not name it, is told with its owner and its
// time, lasts on when it is renewed, and ends by itself.
func TestDavLock(t *testing.T) {
	d := openDav(t, mockserver.Options{})
	want := func(step string, want int, method, body string, header ...string) http.Header {
		t.Helper()
		status, h, text := d.ask(t, method, body, header...)
		if status != want {
			t.Errorf("%s: %d, want %d\n%s", step, status, want, text)
		}
		return h
	}
	token := want("lock", 200, "LOCK", lockInfo, "Timeout", "Second-60").Get("Lock-Token")
	if !regexp.MustCompile(`^<opaquelocktoken:[^>]+>$`).MatchString(token) {
		t.Fatal(token)
	}
	tag := want("a read is free", 200, "GET", "").Get("ETag")
	want("a second lock", 423, "LOCK", lockInfo)
	want("a write without the token", 423, "PUT", "new")
	want("a deletion without it", 423, "DELETE", "")
	want("a write with another token", 412, "PUT", "new", "If", "(<opaquelocktoken:0>)")
	want("with both, one list holding", 204, "PUT", "new", "If", "(<opaquelocktoken:0>) ("+token+")")
	want("the token and a stale version", 412, "PUT", "new", "If", "("+token+" ["+tag+"])")
	want("the token beside a stale If-Match", 412, "PUT", "new", "If", "("+token+")", "If-Match", tag)
	tag = want("read", 200, "GET", "").Get("ETag")
	want("the token and the version", 204, "PUT", "newer", "If", "("+token+" ["+tag+"])")
	want("not the token that it is", 412, "PUT", "new", "If", "(Not "+token+")")
	want("the token submitted in a list that holds otherwise", 204, "PUT", "new", "If", "("+token+") (Not <DAV:no-lock>)")
	want("tagged", 204, "PUT", "newest", "If", "<"+d.url+"> ("+token+")")
	want("tagged for another resource", 412, "PUT", "new", "If", "</y> ("+token+")")
	want("no list at all", 412, "PUT", "new", "If", token)
	want("not closed", 412, "PUT", "new", "If", "("+token)
	d.late.Add(int64(50 * time.Second))
	if _, _, text := d.ask(t, "PROPFIND", "", "Depth", "0"); !strings.Contains(text, "<D:owner>Ann &amp; Co</D:owner><D:timeout>Second-10</D:timeout>") {
		t.Error(text)
	}
	want("renewing without saying which", 400, "LOCK", "")
	want("renewing another", 412, "LOCK", "", "If", "(<opaquelocktoken:0>)")
	want("renewing", 200, "LOCK", "", "If", "("+token+")", "Timeout", "Second-60")
	d.late.Add(int64(50 * time.Second))
	want("still locked", 423, "PUT", "new")
	want("releasing another", 409, "UNLOCK", "", "Lock-Token", "<opaquelocktoken:0>")
	want("releasing none", 400, "UNLOCK", "")
	want("releasing", 204, "UNLOCK", "", "Lock-Token", token)
	want("free again", 204, "PUT", "free")
	want("the token of a lock that is over", 412, "PUT", "new", "If", "("+token+")")
	want("lock", 200, "LOCK", lockInfo, "Timeout", "Second-5")
	d.late.Add(int64(6 * time.Second))
	want("it ended by itself", 204, "PUT", "later")
	want("renewing what is over", 412, "LOCK", "", "If", "("+token+")")
	want("a shared lock", 422, "LOCK", strings.Replace(lockInfo, "exclusive", "shared", 1))
	want("no XML", 400, "LOCK", "lock!")
	want("no PATCH", 405, "PATCH", "{}")
	if h := want("what it can", 204, "OPTIONS", ""); h.Get("DAV") != "1, 2" || !strings.Contains(h.Get("Allow"), "LOCK") {
		t.Error(h)
	}
}

// The longest time for which a lock is given, and what a lock of nothing makes.
func TestDavLockLimits(t *testing.T) {
	d := openDav(t, mockserver.Options{LockTime: 2 * time.Second})
	if _, _, text := d.ask(t, "LOCK", lockInfo, "Timeout", "Infinite, Second-4100000000"); !strings.Contains(text, "Second-2<") {
		t.Error(text)
	}
	d.url = strings.TrimSuffix(d.url, "x") + "new"
	if status, _, _ := d.ask(t, "LOCK", lockInfo); status != 201 {
		t.Error(status)
	}
	if body, ok := d.Get("/new"); !ok || len(body) != 0 || !slices.Equal(d.Locked(), []string{"/new", "/x"}) {
		t.Errorf("%q %v %v", body, ok, d.Locked())
	}
}
