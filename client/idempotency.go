package client

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
)

// keys are the idempotency keys of the requests that may have been carried out, by what
// they are. Who sends the same bytes again sends them under the same key; anything else,
// and what was answered for good, gets a new one.
type keys struct {
	mu   sync.Mutex
	open map[[sha256.Size]byte]*openKey
}

// An openKey is a key that goes with the same bytes again.
type openKey struct {
	key   string
	doubt bool // a request under it may have been carried out
}

// A keyed is one request with its key.
type keyed struct {
	sum   [sha256.Size]byte
	again bool // it has left before, and may have been carried out
}

// put sets the key of r in the header of that name.
func (k *keys) put(r Request, name string) (Request, *keyed) {
	x := &keyed{sum: fingerprint(r)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.open == nil {
		k.open = map[[sha256.Size]byte]*openKey{}
	}
	o := k.open[x.sum]
	if o == nil {
		o = &openKey{key: newKey(name)}
		k.open[x.sum] = o
	}
	x.again = o.doubt
	header := r.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set(name, o.key)
	r.Header = header
	return r, x
}

// answered forgets the key of x where err leaves nothing open. A server that asks to come
// again later has done nothing: the key stays, and nothing is in doubt.
func (k *keys) answered(x *keyed, err error) {
	var lost *LostError
	var busy *BusyError
	k.mu.Lock()
	defer k.mu.Unlock()
	switch o := k.open[x.sum]; {
	case o == nil: // another one of the same bytes was answered for good
	case errors.As(err, &lost), errors.As(err, &busy) && !busy.Sure:
		o.doubt = true
	case busy == nil && !errors.As(err, new(*UnreachableError)): // of which nothing left
		delete(k.open, x.sum)
	}
}

// fingerprint names a request by everything that makes it what it is.
func fingerprint(r Request) (sum [sha256.Size]byte) {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q", r.Method, r.URL.String(), r.MediaType)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(h, " %q %q", name, r.Header[name])
	}
	h.Write(r.Body)
	return [sha256.Size]byte(h.Sum(nil))
}

// newKey is a random UUID (RFC 9562 section 5.4). The draft standard's own header is a
// string of RFC 9651, in quotes; what others call it they take bare.
func newKey(name string) string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	key := fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	if http.CanonicalHeaderKey(name) == "Idempotency-Key" {
		return `"` + key + `"`
	}
	return key
}

// ofKeys matches how a server speaks of an idempotency key.
var ofKeys = pattern(`(?i)idempoten`)

// judge is what an answer under a key means besides what err says
// (draft-ietf-httpapi-idempotency-key-header section 2.7): 409, the request of that key
// is still being carried out; 422, that key was used already. Of our own key both mean
// that an earlier sending arrived, and not what became of it.
func (x *keyed) judge(r Response, err error) error {
	var refused *RefusedError
	var conflict *PreconditionError
	about := ofKeys().Match(r.Body[:min(len(r.Body), maxProblem)])
	switch {
	case r.Status == http.StatusConflict && (about || x.again && errors.As(err, &refused)):
		return &BusyError{Problem: ProblemOf(r), After: RetryAfter(r.Header)}
	case r.Status == http.StatusUnprocessableEntity && x.again && about && !errors.As(err, &conflict):
		return &LostError{Err: ProblemOf(r)}
	}
	return err
}
