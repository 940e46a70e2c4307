package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
)

var v1 = client.IfUnchanged(client.Validator{Values: []string{`"v1"`}})

// patch is the write of most tests.
func patch(t *testing.T, to string) client.Request {
	return client.Request{Method: "PATCH", URL: parse(t, to), MediaType: "application/merge-patch+json", Body: []byte(`{"a":2}`)}
}

func TestAWriteCarriesItsGuardAndTheReadsAccept(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	resp, err := dial(t, client.Options{UserAgent: "etch/1"}).Write(t.Context(), patch(t, srv.URL+"/x"), v1)
	if err != nil || resp.Status != 204 || resp.URL.String() != srv.URL+"/x" {
		t.Fatal(resp, err)
	}
	r := srv.requests()[0]
	for name, want := range map[string]string{
		"If-Match": `"v1"`, "Content-Type": "application/merge-patch+json", "Prefer": "return=representation",
		"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "etch/1",
		"Cache-Control": "", "Content-Length": "7",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.Method != "PATCH" || srv.body[0] != `{"a":2}` {
		t.Error(r.Method, srv.body)
	}
}

func TestWithoutAPreconditionNothingIsSent(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	c := dial(t, client.Options{})
	if _, err := c.Write(t.Context(), patch(t, srv.URL), client.Precondition{}); !errors.Is(err, client.ErrNoPrecondition) {
		t.Error("zero precondition:", err)
	}
	if _, err := c.Write(t.Context(), patch(t, srv.URL), client.IfUnchanged(client.Validator{})); !errors.Is(err, client.ErrNoPrecondition) {
		t.Error("zero validator:", err)
	}
	forgetful := dial(t, client.Options{Dialect: unguarding{}})
	if _, err := forgetful.Write(t.Context(), patch(t, srv.URL), v1); !errors.Is(err, client.ErrNoPrecondition) {
		t.Error("a dialect that puts no guard on:", err)
	}
	if n := len(srv.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// unguarding is a Dialect that forgets the guard.
type unguarding struct{ client.Dialect }

func (unguarding) Guard(r client.Request, _ client.Precondition) (client.Request, error) {
	return r, nil
}

func TestUnguardedSendsNoPrecondition(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(428) })
	_, err := dial(t, client.Options{}).Write(t.Context(), patch(t, srv.URL), client.Unguarded())
	is[*client.RefusedError](t, err) // and not "unseen": none was sent
	for _, name := range []string{"If-Match", "If-None-Match", "If-Unmodified-Since"} {
		if _, ok := srv.requests()[0].Header[name]; ok {
			t.Error(name, "was sent")
		}
	}
}

// What each answer to a write means, over a socket. sure: nothing was written.
func TestAnswersToAWrite(t *testing.T) {
	type answer struct {
		status int
		header map[string]string
		body   string
		want   string
	}
	for _, a := range []answer{
		{status: 200, want: "done"},
		{status: 201, want: "done"},
		{status: 204, want: "done"},
		{status: 205, want: "done"},
		{status: 202, want: "lost"},
		{status: 203, want: "refused?"},
		{status: 206, want: "refused?"},
		{status: 207, want: "refused?"},
		{status: 226, want: "refused?"},
		{status: 299, want: "refused?"},
		{status: 300, want: "redirect?"},
		{status: 301, header: map[string]string{"Location": "/y"}, want: "redirect?"},
		{status: 302, header: map[string]string{"Location": "/y"}, want: "redirect?"},
		{status: 303, header: map[string]string{"Location": "/y"}, want: "redirect?"},
		{status: 304, want: "redirect?"},
		{status: 307, header: map[string]string{"Location": "/y"}, want: "redirect"},
		{status: 308, header: map[string]string{"Location": "/y"}, want: "redirect"},
		{status: 307, header: map[string]string{"Location": "http://[::1/%zz"}, want: "redirect"},
		{status: 307, want: "redirect"},
		{status: 400, want: "refused"},
		{status: 400, body: `{"message":"Conditional request headers are not allowed in unsafe requests unless supported by the endpoint"}`, want: "unguarded 1"},
		{status: 400, body: `If-Match is not supported here`, want: "unguarded 1"},
		{status: 400, body: `unsupported header: If-Match`, want: "unguarded 1"},
		{status: 400, body: `{"message":"name is not allowed"}`, want: "refused"},
		{status: 401, want: "refused"},
		{status: 403, want: "refused"},
		{status: 404, want: "gone"},
		{status: 405, header: map[string]string{"Allow": "get, Put"}, want: "unsupported"},
		{status: 406, want: "refused"},
		{status: 407, want: "refused"},
		{status: 408, want: "busy?"},
		{status: 409, want: "refused"},
		{status: 410, want: "gone"},
		{status: 411, want: "refused"},
		{status: 412, want: "precondition"},
		{status: 413, want: "refused"},
		{status: 415, header: map[string]string{"Accept-Patch": "a/b"}, want: "unsupported"},
		{status: 422, want: "refused"},
		{status: 423, want: "refused"},
		{status: 424, want: "refused"},
		{status: 425, want: "refused"}, // it was not looked at (RFC 8470 section 5.2)
		{status: 428, want: "unguarded 2"},
		{status: 429, header: map[string]string{"Retry-After": "7"}, want: "busy 7s"},
		{status: 431, want: "refused"},
		{status: 499, want: "refused"},
		{status: 500, want: "busy?"},
		{status: 501, want: "unsupported"},
		{status: 501, body: "<Message>A header you provided implies functionality that is not implemented</Message>", want: "unguarded 1"},
		{status: 502, want: "busy?"},
		{status: 503, header: map[string]string{"Retry-After": "7"}, want: "busy? 7s"},
		{status: 504, want: "busy?"},
		{status: 507, want: "busy?"},
		{status: 599, want: "busy?"},
		{status: 600, want: "lost"},
		{status: 999, want: "lost"},
	} {
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			for k, v := range a.header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(a.status)
			io.WriteString(w, a.body)
		})
		resp, err := dial(t, client.Options{}).Write(t.Context(), patch(t, srv.URL), v1)
		if got := kind(err); got != a.want {
			t.Errorf("%d %s: %s (%v), want %s", a.status, a.body, got, err, a.want)
		}
		if resp.Status != a.status {
			t.Errorf("%d: the response beside the error has %d", a.status, resp.Status)
		}
		if n := len(srv.requests()); n != 1 {
			t.Errorf("%d: %d requests", a.status, n)
		}
	}
}

// kind names what an error says; "?" marks that the write may have been done.
func kind(err error) string {
	doubt := func(sure bool) string {
		if sure {
			return ""
		}
		return "?"
	}
	switch e := err.(type) {
	case nil:
		return "done"
	case *client.LostError:
		if e.Timeout {
			return "lost late"
		}
		return "lost"
	case *client.RefusedError:
		return "refused" + doubt(e.Sure())
	case *client.RedirectError:
		return "redirect" + doubt(e.Sure())
	case *client.UnguardedError:
		return "unguarded " + string(rune('0'+int(e.Why)))
	case *client.GoneError:
		return "gone"
	case *client.UnsupportedError:
		return "unsupported"
	case *client.PreconditionError:
		return "precondition"
	case *client.UnreachableError:
		return "unreachable"
	case *client.BodyError:
		return fmt.Sprintf("body %d", e.Limit)
	case *client.BusyError:
		if e.After != 0 {
			return "busy" + doubt(e.Sure) + " " + e.After.Round(time.Second).String()
		}
		return "busy" + doubt(e.Sure)
	}
	return "other"
}
