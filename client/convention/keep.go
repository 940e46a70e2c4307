package convention

import (
	"fmt"
	"net/http"
	"strings"
)

// kept is what of an answer's headers goes with a write of the whole, under the names that
// it has there; nil where there is none.
func (c *Convention) kept(h http.Header) http.Header {
	var all http.Header
	for _, k := range c.Write.Keep {
		for name, values := range h {
			if !k.names(name) || len(values) == 0 {
				continue
			}
			if all == nil {
				all = http.Header{}
			}
			to := k.As
			if to == "" {
				to = name
			}
			all[http.CanonicalHeaderKey(to)] = append([]string(nil), values...)
		}
	}
	return all
}

// names reports whether a header is one that is kept.
func (k Keep) names(header string) bool {
	prefix, several := strings.CutSuffix(http.CanonicalHeaderKey(k.Header), "*")
	if several {
		return len(header) > len(prefix) && strings.EqualFold(header[:len(prefix)], prefix)
	}
	return strings.EqualFold(header, k.Header)
}

// checkKeep looks at the headers that are kept.
func (c *Convention) checkKeep() error {
	seen := map[string]bool{}
	for i, k := range c.Write.Keep {
		place := fmt.Sprintf("write.keep[%d]", i)
		plain, several := strings.CutSuffix(k.Header, "*")
		to := k.As
		if to == "" {
			to = plain
		}
		canonical := http.CanonicalHeaderKey(to)
		switch {
		case c.Write.Method == "PATCH":
			return wrong(place, "it goes with a write of the whole: a patch takes nothing away that it does not name")
		case !fieldPattern.MatchString(plain) || strings.Contains(plain, "*"):
			return wrong(place+".header", "it takes a header's name, or how several begin, with * at its end")
		case several && k.As != "":
			return wrong(place+".as", "several headers keep their names")
		case !fieldPattern.MatchString(to):
			return wrong(place+".as", "that is no header's name")
		case foreignHeader(to) || oneOf(canonical, conditional...) || oneOf(canonical, "Content-Type", "Etag", "Date"):
			return wrong(place, "%s is not metadata that goes back: it frames the message, guards it, or is there already", canonical)
		case strings.EqualFold(plain, "Content-Encoding"):
			return wrong(place+".header", "what is read is not encoded any more")
		case several && len(plain) < 3:
			return wrong(place+".header", "that is the beginning of too many headers")
		case seen[canonical]:
			return wrong(place, "%s stands twice", canonical)
		}
		seen[canonical] = true
	}
	return nil
}
