package convention

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etch-http/etch/client"
)

// A Lock is how an API lets one writer alone at a resource, for a time that is renewed
// while it is needed (RFC 4918 section 6). In the headers and bodies {seconds} stands
// for the time, {owner} for who holds it, {token} for the lock's token, and in Weak
// {version} for the version.
type Lock struct {
	Seconds int               `yaml:"seconds"` // how long one lasts that nobody renews
	Take    Ask               `yaml:"take"`
	Renew   Ask               `yaml:"renew"`
	Release Ask               `yaml:"release"`
	Holder  Ask               `yaml:"holder"` // who holds it: the answer lists DAV:activelock elements, as that to Take
	Token   string            `yaml:"token"`  // the header of the answer to Take that has the token
	None    []int             `yaml:"none"`   // answers to Take which say that nothing can be locked here
	Write   map[string]string `yaml:"write"`  // headers of a write under the lock, beside its version
	Weak    map[string]string `yaml:"weak"`   // in place of both where the version is a weak entity tag, which If-Match never matches
}

// An Ask is a request that writes no representation.
type Ask struct {
	Method  string            `yaml:"method"`
	Headers map[string]string `yaml:"headers"`
	Media   string            `yaml:"media"` // of the body
	Body    string            `yaml:"body"`
}

// Lasts is how long a lock lasts that nobody renews.
func (l *Lock) Lasts() time.Duration { return time.Duration(l.Seconds) * time.Second }

// ToTake makes the request for a lock on u that names its holder.
func (l *Lock) ToTake(u *url.URL, owner string) client.Request {
	return l.Take.request(u, l.words("", xmlText(owner)))
}

// ToRenew makes the request that lets the lock of that token last anew.
func (l *Lock) ToRenew(u *url.URL, token string) client.Request {
	return l.Renew.request(u, l.words(token, ""))
}

// ToRelease makes the request that ends the lock of that token.
func (l *Lock) ToRelease(u *url.URL, token string) client.Request {
	return l.Release.request(u, l.words(token, ""))
}

// ToHolder makes the request that asks who holds a lock.
func (l *Lock) ToHolder(u *url.URL) client.Request { return l.Holder.request(u, l.words("", "")) }

// Taken reads the token out of an answer to ToTake, and how long the lock lasts: as the
// server says, else as it was asked. ok is false where there is no token that can be sent back.
func (l *Lock) Taken(r client.Response) (token string, h Held, ok bool) {
	token, there := only(r.Header, http.CanonicalHeaderKey(l.Token))
	if !there || !isToken(token) {
		return "", Held{}, false
	}
	return token, l.Lasting(r, token), true
}

// Lasting reads how long the lock of that token lasts out of an answer to ToTake or
// ToRenew: as the server says, else as it was asked.
func (l *Lock) Lasting(r client.Response, token string) Held {
	for _, h := range Locks(r.Body) {
		if h.token == strings.Trim(token, "<>") {
			return h
		}
	}
	return Held{token: token, Left: l.Lasts()}
}

// Unlockable reports whether a status says that nothing can be locked here.
func (l *Lock) Unlockable(status int) bool { return slices.Contains(l.None, status) }

// words are what the placeholders stand for.
func (l *Lock) words(token, owner string) *strings.Replacer {
	return strings.NewReplacer("{seconds}", strconv.Itoa(l.Seconds), "{token}", token, "{owner}", owner)
}

// request makes the request to u.
func (a Ask) request(u *url.URL, words *strings.Replacer) client.Request {
	r := client.Request{Method: a.Method, URL: u, MediaType: a.Media, Header: http.Header{}}
	for name, value := range a.Headers {
		r.Header.Set(name, words.Replace(value))
	}
	if a.Body != "" {
		r.Body = []byte(words.Replace(a.Body))
	}
	return r
}

// isToken reports whether s can stand in a list of conditions: one coded URL (RFC 4918
// section 10.1), or a word without what ends a condition there.
func isToken(s string) bool {
	inner := s
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		inner = s[1 : len(s)-1]
	} else if strings.ContainsAny(s, "()[]") {
		return false
	}
	return usable(inner) && !strings.ContainsAny(inner, "<> ")
}

// held puts the token of a lock that is held on the write. A weak entity tag cannot hold
// in If-Match, whatever the server has; beside the lock it goes where it can.
func (g *guarding) held(v client.Validator) {
	l := g.c.Lock
	if l == nil || g.Lock == "" {
		return
	}
	headers, version := l.Write, ""
	if v.Strength == client.Weak && l.Weak != nil && len(v.Values) == 1 {
		headers, version = l.Weak, g.Header.Get(g.c.Version[0].Send.Header)
		g.Header.Del(g.c.Version[0].Send.Header)
	}
	words := strings.NewReplacer("{token}", g.Lock, "{version}", version)
	for name, value := range headers {
		g.Header.Set(name, words.Replace(value))
	}
}

// placeholder is what stands for something else in a description.
var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// checkLock looks at how the resource is locked.
func (c *Convention) checkLock() error {
	l := c.Lock
	if l == nil {
		return nil
	}
	asks := []struct {
		name string
		Ask
		needs, may string
	}{
		{"take", l.Take, "", "{seconds} {owner}"},
		{"renew", l.Renew, "{token}", "{seconds} {token}"},
		{"release", l.Release, "{token}", "{token}"},
		{"holder", l.Holder, "", ""},
	}
	for _, a := range asks {
		if err := a.check("lock."+a.name, a.needs, a.may); err != nil {
			return err
		}
	}
	switch {
	case l.Seconds < 10 || l.Seconds > 3600:
		return wrong("lock.seconds", "it takes 10 to 3600: a lock has to outlive a slow request, and its holder for a while")
	case !fieldPattern.MatchString(l.Token):
		return wrong("lock.token", "that is no header's name")
	case len(c.Version) != 1 || c.Version[0].Send.Header == "":
		return wrong("lock", "it goes with a version of one value that is sent in a header")
	}
	if err := checkCarried("lock.write", l.Write, "{token}"); err != nil {
		return err
	}
	if l.Weak == nil {
		return nil
	}
	return checkCarried("lock.weak", l.Weak, "{token} {version}")
}

// check looks at one request. It must hold the words of needs, and no others than those
// of may.
func (a Ask) check(place, needs, may string) error {
	text := a.Body
	for _, name := range slices.Sorted(maps.Keys(a.Headers)) {
		text += " " + a.Headers[name]
	}
	switch {
	case !fieldPattern.MatchString(a.Method) || a.Method != strings.ToUpper(a.Method):
		return wrong(place+".method", "it takes a method, in capitals")
	case oneOf(a.Method, "GET", "PUT", "PATCH", "DELETE"):
		return wrong(place+".method", "%s has a meaning of its own", a.Method)
	case (a.Media == "") != (a.Body == ""):
		return wrong(place+".media", "a media type and a body go together")
	case needs != "" && !strings.Contains(text, needs):
		return wrong(place, "it does not say %s: any lock would do", needs)
	}
	if err := checkWords(place, text, may); err != nil {
		return err
	}
	return checkHeaders(place+".headers", a.Headers)
}

// checkWords refuses placeholders that stand for nothing.
func checkWords(place, text, may string) error {
	for _, w := range placeholder.FindAllString(text, -1) {
		if !slices.Contains(strings.Fields(may), w) {
			return wrong(place, "nothing is known here that %s could stand for", w)
		}
	}
	return nil
}

// checkCarried looks at headers that a write carries: one of them must hold each of words.
func checkCarried(place string, h map[string]string, words string) error {
	text := fmt.Sprint(slices.Sorted(maps.Values(h)))
	for _, w := range strings.Fields(words) {
		if !strings.Contains(text, w) {
			return wrong(place, "it does not say %s", w)
		}
	}
	if err := checkWords(place, text, words); err != nil {
		return err
	}
	return checkHeaders(place, h)
}
