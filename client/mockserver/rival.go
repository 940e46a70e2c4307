package mockserver

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/etch-http/etch/merge/document"
)

// rivalry is the other writer that Options.Rival asks for.
func (s *Server) rivalry() {
	t := time.NewTicker(s.opts.Rival)
	defer t.Stop()
	for n := 1; ; n++ {
		select {
		case <-t.C:
			s.Disturb(n)
		case <-s.stop:
			return
		}
	}
}

// Disturb changes every resource as a rival does, n saying how: an object gets n as its
// member "rival", an array n as its last element, text a last line that names n.
// Any other content stays as it is under a new version.
func (s *Server) Disturb(n int) {
	st := &s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, p := range st.paths() {
		x := st.at(p)
		st.set(p, x.mediaType, disturbed(x, n))
	}
}

// disturbed is x's content with n in it.
func disturbed(x *state, n int) []byte {
	number := strconv.Itoa(n)
	if isJSON(x.mediaType) {
		d, err := document.Parse(x.body, document.JSON)
		if err != nil {
			return x.body
		}
		place := document.Pointer("")
		switch d.Root().Kind() {
		case document.Object:
			place = place.Child("rival")
		case document.Array:
			place = place.Child("-")
		default:
			return x.body
		}
		if d, err = d.Set(place, []byte(number)); err != nil {
			return x.body
		}
		return d.Source()
	}
	switch {
	case strings.HasPrefix(bare(x.mediaType), "text/calendar"), strings.HasPrefix(bare(x.mediaType), "text/vcard"):
		return x.body // a line more would break them
	case !strings.HasPrefix(bare(x.mediaType), "text/"):
		return x.body
	}
	body := bytes.Clone(x.body)
	if len(body) > 0 && body[len(body)-1] != '\n' {
		body = append(body, '\n')
	}
	return append(body, "rival "+number+"\n"...)
}
