package mockserver

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/etch-http/etch/merge/document"
)

// eventstore is a stream of EventStoreDB over its AtomPub interface: what is stored is
// the array of its events. A read is a feed of the last twenty, the newest first, with
// their data where it asks to embed it; a POST appends, and names the number of the last
// event that it knows.
var eventstore = dress{whole: (*Server).stream}

// feedPage is how many events a feed has.
const feedPage = 20

// uuid is what an eventId has to be.
var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// stream is one request. The store's lock must be held.
func (s *Server) stream(r request) answer {
	x := s.store.at(r.URL.Path)
	events := eventsOf(x)
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if x, _ = s.store.seen(r); x == nil {
			return plainText(http.StatusNotFound, "Not Found")
		}
		return s.feed(r, eventsOf(x))
	case http.MethodPost:
		return s.appendTo(r, x, events)
	case http.MethodDelete:
		switch {
		case x == nil:
			return plainText(http.StatusNotFound, "Not Found")
		case !s.expects(r, len(events)-1):
			return wrongExpected(len(events) - 1)
		}
		s.store.set(r.URL.Path, "", nil)
		return done(reply(http.StatusNoContent))
	}
	return plainText(http.StatusMethodNotAllowed, "Method Not Allowed").with("Allow", "POST, DELETE, GET, OPTIONS")
}

// eventsOf lists the events of a stream.
func eventsOf(x *state) (events []document.Node) {
	if x == nil {
		return nil
	}
	if d, err := document.Parse(x.body, document.JSON); err == nil {
		events = slices.Collect(d.Root().Children())
	}
	return events
}

// feed is the head of a stream.
func (s *Server) feed(r request, events []document.Node) answer {
	name := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	self := "http://" + r.Host + r.URL.Path
	tag := fmt.Sprintf("%d;248368668", len(events)-1)
	var entries []string
	for i := len(events) - 1; i >= max(0, len(events)-feedPage); i-- {
		kind, _ := events[i].Member("eventType")
		more := ""
		if strings.EqualFold(r.URL.Query().Get("embed"), "body") {
			id, _ := events[i].Member("eventId")
			more = fmt.Sprintf(`"eventId":%s,"eventType":%s,"eventNumber":%d,%s"streamId":%s,"isJson":true,"isMetaData":false,"isLinkMetaData":false,"positionEventNumber":%[3]d,"positionStreamId":%[5]s,`,
				quote(id.Text()), quote(kind.Text()), i, embedded(events[i]), quote(name))
		}
		entries = append(entries, fmt.Sprintf(`{%s"title":"%d@%s","id":%s,"updated":"2015-03-13T12:13:42.492473Z","author":{"name":"EventStore"},"summary":%s,"links":[{"uri":%[4]s,"relation":"edit"},{"uri":%[4]s,"relation":"alternate"}]}`,
			more, i, name, quote(fmt.Sprint(self, "/", i)), quote(kind.Text())))
	}
	a := reply(http.StatusOK).with("Content-Type", "application/vnd.eventstore.atom+json; charset=utf-8").with("ETag", `"`+tag+`"`).with("Cache-Control", "max-age=0, no-cache, must-revalidate")
	a.body = fmt.Appendf(nil, `{"title":%s,"id":%s,"updated":"2015-03-13T12:13:42.492473Z","streamId":%s,"author":{"name":"EventStore"},"headOfStream":true,"selfUrl":%[2]s,"eTag":%[4]s,"links":[{"uri":%[2]s,"relation":"self"}],"entries":[%[5]s]}`,
		quote("Event stream '"+name+"'"), quote(self), quote(name), quote(tag), strings.Join(entries, ","))
	return a
}

// embedded is the data of an event, and what is known about it: JSON in a string.
func embedded(event document.Node) (s string) {
	if n, ok := event.Member("data"); ok {
		s += `"data":` + quote("{\n  "+strings.TrimPrefix(string(n.Source()), "{")) + ","
	}
	if n, ok := event.Member("metadata"); ok {
		s += `"metaData":` + quote(string(n.Source())) + ","
	}
	return s
}

// expects reports whether a write names the number of the last event, or none that
// could be wrong.
func (s *Server) expects(r request, last int) bool {
	given := r.Header.Get("ES-ExpectedVersion")
	if newer := r.Header.Get("Kurrent-ExpectedVersion"); newer != "" {
		given = newer
	}
	switch given {
	case "", "-2":
		return true
	case "-4":
		return last >= 0
	}
	return !s.stale(given, fmt.Sprint(last))
}

// wrongExpected is the refusal of a write that was made on another number: its words
// stand in the status line, and its body is empty.
func wrongExpected(last int) answer {
	return plainText(http.StatusBadRequest, "").with("Kurrent-CurrentVersion", fmt.Sprint(last)).with("ES-CurrentVersion", fmt.Sprint(last))
}

// plainText is an answer in words.
func plainText(status int, text string) answer {
	a := reply(status).with("Content-Type", "text/plain; charset=utf-8")
	a.body = []byte(text)
	return a
}

// appendTo is POST: all of the events, or none. Those that are there already, by their
// IDs, right behind the number that was named, are not written twice.
func (s *Server) appendTo(r request, x *state, events []document.Node) answer {
	switch bare(r.Header.Get("Content-Type")) {
	case "application/vnd.eventstore.events+json", "application/vnd.kurrent.events+json":
	default:
		return plainText(http.StatusBadRequest, "Must include an event type with the request either in body or as Kurrent-EventType header.")
	}
	d, err := document.Parse(r.body, document.JSON)
	if err != nil || d.Root().Kind() != document.Array || d.Root().Len() == 0 {
		return plainText(http.StatusBadRequest, "Write request body invalid.")
	}
	added := slices.Collect(d.Root().Children())
	for _, e := range added {
		id, _ := e.Member("eventId")
		kind, _ := e.Member("eventType")
		if !uuid.MatchString(id.Text()) || kind.Text() == "" {
			return plainText(http.StatusBadRequest, "Write request body invalid.")
		}
	}
	if first := position(events, added[0]); first >= 0 && s.repeats(r, events, added, first) {
		return reply(http.StatusCreated).with("Location", fmt.Sprintf("http://%s%s/%d", r.Host, r.URL.Path, first))
	}
	if !s.expects(r, len(events)-1) {
		return wrongExpected(len(events) - 1)
	}
	var all [][]byte
	for _, e := range slices.Concat(events, added) {
		all = append(all, bytes.Clone(e.Source()))
	}
	s.keep(r.URL.Path, x, slices.Concat([]byte("["), bytes.Join(all, []byte(",\n")), []byte("]")))
	return done(reply(http.StatusCreated).with("Location", fmt.Sprintf("http://%s%s/%d", r.Host, r.URL.Path, len(events))))
}

// position is where an event of that ID is; -1 for nowhere.
func position(events []document.Node, event document.Node) int {
	id, _ := event.Member("eventId")
	return slices.IndexFunc(events, func(e document.Node) bool {
		other, _ := e.Member("eventId")
		return strings.EqualFold(other.Text(), id.Text())
	})
}

// repeats reports whether the events that are to be added are there from first on, as
// the request expects.
func (s *Server) repeats(r request, events, added []document.Node, first int) bool {
	if first+len(added) > len(events) || !s.expects(r, first-1) {
		return false
	}
	for i, e := range added {
		if position(events, e) != first+i {
			return false
		}
	}
	return true
}
