package client_test

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etch-http/etch/client"
)

// Every write has a key of its own, and the same bytes sent again after a lost answer
// have the same one; what was answered for good is over.
func TestIdempotencyKeys(t *testing.T) {
	answers := []int{503, 0, 412, 204, 204, 429, 204}
	var next atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		status := answers[(int(next.Add(1))-1)%len(answers)]
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
	})
	for _, name := range []string{"Idempotency-Key", "X-Request-Id"} {
		from := len(srv.requests())
		c := dial(t, client.Options{IdempotencyKey: name})
		one := patch(t, srv.URL)
		other := one
		other.Body = []byte(`{"a":3}`)
		for _, r := range []client.Request{one, one, one, one, other, other, other} {
			_, _ = c.Write(t.Context(), r, v1)
		}
		var keys []string
		for _, r := range srv.requests()[from:] {
			keys = append(keys, r.Header.Get(name))
		}
		form := `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`
		if name == "Idempotency-Key" { // a string of RFC 9651
			form = `^"` + form[1:len(form)-1] + `"$`
		}
		for _, k := range keys {
			if !regexp.MustCompile(form).MatchString(k) {
				t.Errorf("%s: %s", name, k)
			}
		}
		// 503, cut and 412 were one request; after the 412 it is over. The next 204 ends
		// the second, 204 again the third, and 429 with 204 are the fourth.
		same := [][]int{{0, 1, 2}, {3}, {4}, {5, 6}}
		for i, group := range same {
			for _, n := range group {
				if keys[n] != keys[group[0]] {
					t.Errorf("%s: request %d has another key than %d", name, n, group[0])
				}
			}
			if i > 0 && keys[group[0]] == keys[same[i-1][0]] {
				t.Errorf("%s: requests %d and %d share a key", name, group[0], same[i-1][0])
			}
		}
	}
}

// Another precondition makes another request of the same bytes; a key of the user's own
// stays; and without the option there is none.
func TestWhoseKey(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	c := dial(t, client.Options{IdempotencyKey: "Idempotency-Key"})
	_, _ = c.Write(t.Context(), patch(t, srv.URL), v1)
	_, _ = c.Write(t.Context(), patch(t, srv.URL), client.IfUnchanged(client.Validator{Values: []string{`"v2"`}}))
	own := dial(t, client.Options{IdempotencyKey: "Idempotency-Key", Origin: parse(t, srv.URL), Header: http.Header{"Idempotency-Key": {"mine"}}})
	_, _ = own.Write(t.Context(), patch(t, srv.URL), v1)
	_, _ = dial(t, client.Options{}).Write(t.Context(), patch(t, srv.URL), v1)
	_, _ = c.Fetch(t.Context(), parse(t, srv.URL))
	var keys []string
	for _, r := range srv.requests() {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
	}
	if keys[0] == keys[1] || !slices.Equal(keys[2:], []string{"mine", "", ""}) {
		t.Error(keys)
	}
}

// What a server says of a key (draft-ietf-httpapi-idempotency-key-header section 2.7).
func TestAnswersAboutKeys(t *testing.T) {
	const outstanding, used, missing = `{"title":"A request is outstanding for this Idempotency-Key"}`,
		`{"title":"Idempotency-Key is already used"}`, `{"title":"Idempotency-Key is missing"}`
	for _, c := range []struct {
		name   string
		status int
		body   string
		first  string // what it means of the first sending
		again  string // of the second, after a lost answer
	}{
		{"409, it is being carried out", 409, outstanding, "busy?", "busy?"},
		{"409 of the API's own: of the second nobody knows", 409, `{"title":"state"}`, "refused", "busy?"},
		{"422, it was used", 422, used, "refused", "lost"},
		{"422 of the API's own", 422, `{"title":"name is too long"}`, "refused", "refused"},
		{"400, it is missing", 400, missing, "refused", "refused"},
		{"412 stays what it is", 412, used, "precondition", "precondition"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lost atomic.Bool
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if lost.Load() {
					panic(http.ErrAbortHandler)
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			o := client.Options{IdempotencyKey: "Idempotency-Key", Timeout: 20 * time.Second}
			_, err := dial(t, o).Write(t.Context(), patch(t, srv.URL), v1)
			if got := kind(err); got != c.first {
				t.Errorf("at first: %s (%v), want %s", got, err, c.first)
			}
			cl := dial(t, o)
			lost.Store(true)
			_, _ = cl.Write(t.Context(), patch(t, srv.URL), v1)
			lost.Store(false)
			_, err = cl.Write(t.Context(), patch(t, srv.URL), v1)
			if got := kind(err); got != c.again {
				t.Errorf("again: %s (%v), want %s", got, err, c.again)
			}
			_, err = dial(t, client.Options{}).Write(t.Context(), patch(t, srv.URL), v1)
			if got := kind(err); got != "precondition" && got != "refused" {
				t.Errorf("without a key: %s", got)
			}
		})
	}
}

// Who was told to come later has done nothing yet: what is said then is said of the
// request itself, and not of an earlier one.
func TestLaterIsNoDoubt(t *testing.T) {
	answers := []int{429, 409}
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(answers[0])
		answers = answers[1:]
	})
	c := dial(t, client.Options{IdempotencyKey: "Idempotency-Key"})
	for _, want := range []string{"busy", "refused"} {
		if _, err := c.Write(t.Context(), patch(t, srv.URL), v1); kind(err) != want {
			t.Errorf("%s (%v), want %s", kind(err), err, want)
		}
	}
}
