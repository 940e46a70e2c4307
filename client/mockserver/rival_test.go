package mockserver_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/etch-http/etch/client/mockserver"
)

// A rival at an exact moment: between the reading and the second write.
func TestBeforeWrite(t *testing.T) {
	var s *mockserver.Server
	s = mockserver.New(mockserver.Options{BeforeWrite: func(write int, r *http.Request) {
		if write == 2 {
			s.Put(r.URL.Path, []byte(`"rival"`))
		}
	}})
	s.Put("/r", []byte(`0`))
	for i, want := range []int{204, 412, 204} {
		if w := call(t, s, "PUT", "/r", "If-Match: "+s.ETag("/r"), fmt.Sprint(i)); w.Code != want {
			t.Errorf("write %d: %d", i+1, w.Code)
		}
	}
}

func TestAfterWrite(t *testing.T) {
	var s *mockserver.Server
	s = mockserver.New(mockserver.Options{AfterWrite: func(write int, r *http.Request) { s.Delete(r.URL.Path) }})
	if w := call(t, s, "PUT", "/r", "", `1`); w.Code != 201 {
		t.Error(w.Code)
	}
	content(t, s, "/r", "")
	s.Put("/r", []byte(`1`))
	if w := call(t, s, "PUT", "/r", `If-Match: "x"`, `2`); w.Code != 412 {
		t.Error(w.Code)
	}
	content(t, s, "/r", `1`) // nothing was carried out
}

func TestDisturb(t *testing.T) {
	s := mockserver.New(mockserver.Options{})
	contents := map[string][2]string{
		"/object.json": {`{"a":1.0,"b":2}`, `{"a":1.0,"b":2,"rival":7}`},
		"/again.json":  {`{"rival":6}`, `{"rival":7}`},
		"/array.json":  {`[1]`, `[1,7]`},
		"/scalar.json": {`1`, `1`},
		"/broken.json": {`{`, `{`},
		"/text.md":     {"# x", "# x\nrival 7\n"},
		"/ended.txt":   {"x\n", "x\nrival 7\n"},
		"/cal.ics":     {"BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\n"},
		"/bytes.bin":   {"\xff\x00", "\xff\x00"},
	}
	tags := map[string]string{}
	for p, c := range contents {
		s.Put(p, []byte(c[0]))
		tags[p] = s.ETag(p)
	}
	s.Disturb(7)
	for p, c := range contents {
		if got, _ := s.Get(p); string(got) != c[1] {
			t.Errorf("%s: %q, want %q", p, got, c[1])
		}
		if s.ETag(p) == tags[p] {
			t.Errorf("%s: no new version", p)
		}
	}
}

func TestRival(t *testing.T) {
	s := mockserver.New(mockserver.Options{Rival: time.Millisecond})
	defer s.Close()
	s.Put("/r", []byte(`1`))
	tag := s.ETag("/r")
	for range 1000 {
		if s.ETag("/r") != tag {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("nobody wrote")
}

// Fifty writers add one to a counter, each until it is taken: none is lost, and
// none is taken twice.
func TestNoUpdateIsLost(t *testing.T) {
	s, base, c := serve(t, mockserver.Options{Clamp: func(_ string, body []byte) []byte {
		time.Sleep(50 * time.Microsecond) // between the check and the write, where others must not come in
		return body
	}})
	c.Transport.(*http.Transport).MaxIdleConnsPerHost = 50
	s.Put("/n", []byte(`0`))
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for {
				res, body := ask(t, c, "GET", base+"/n", "", "")
				var n int
				fmt.Sscan(body, &n)
				res, _ = ask(t, c, "PUT", base+"/n", "If-Match: "+res.Header.Get("ETag"), fmt.Sprint(n+1))
				if res.StatusCode == 204 {
					return
				}
				if res.StatusCode != 412 {
					t.Errorf("status %d", res.StatusCode)
					return
				}
			}
		})
	}
	all.Wait()
	content(t, s, "/n", `50`)
	applied := 0
	for _, e := range s.Log() {
		if e.Applied {
			applied++
		}
	}
	if applied != 50 {
		t.Errorf("%d writes were carried out", applied)
	}
}
