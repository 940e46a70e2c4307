package target

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor"
)

// A lock keeps other writers out where the API has that: it is taken before the state
// is shown to anybody, renewed as long as it is needed, and given back by Release. It is
// beside the version, never in place of it: a lock may be lost, and only the version
// tells that somebody wrote then.
//
// It is nowhere but in this process. What ends the process without Release leaves the
// lock to its time.
type lock struct {
	none   bool               // nothing can be locked here; it was said
	waited bool               // another held it when it was asked for last
	other  client.LockedError // who that was
	asked  time.Time          // when the server was asked for that

	mu    sync.Mutex
	token string // "": none is held
	url   *url.URL
	until time.Time // by itself; zero: it does not end by itself
	lost  bool      // it was held, and ended before it was given back; not said yet
	stop  context.CancelFunc
	done  chan struct{} // closed when nobody renews it any more
}

// locking reports whether the resource is to be locked.
func (t *Target) locking() bool { return t.Lock != nil && !t.lock.none }

// held returns the token of the lock that is held; "" for none.
func (l *lock) held() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.token
}

// lockFirst takes the lock of a resource that s was just read from, and reads again: what
// somebody wrote between the read and the lock is seen. Its errors are those of hold
// and of Fetch.
func (t *Target) lockFirst(ctx context.Context, s editor.State) (editor.State, error) {
	if !t.locking() || t.lock.held() != "" {
		return s, nil
	}
	if err := t.hold(ctx, s.Representation.URL); err != nil || t.lock.held() == "" {
		return s, err
	}
	now, err := t.read(ctx, t.usable)
	if v := now.Representation.Validator; err == nil && t.IfMatch != "" && !now.Same(s) {
		err = &VersionError{Want: t.IfMatch, Have: strings.Join(v.Values, " ")}
	}
	return now, err
}

// hold sees to it that the lock is held, where one can be. A lock that ended meanwhile is
// said, and taken anew. Its errors: *client.LockedError where another holds it, with
// that one's name; *client.GoneError; and those of an answer that explains nothing, of
// which none leaves open whether the resource was written to.
func (t *Target) hold(ctx context.Context, u *url.URL) error {
	t.sayLost()
	if !t.locking() || t.lock.held() != "" {
		return nil
	}
	r, err := t.Client.Ask(ctx, t.Lock.ToTake(u, t.Owner))
	if err != nil {
		return err
	}
	t.lock.waited = r.Status == http.StatusLocked
	switch s := r.Status; {
	case t.Lock.Unlockable(s):
		return t.unlockable(client.ProblemOf(r))
	case s == http.StatusLocked:
		return t.holder(ctx, &client.LockedError{Problem: client.ProblemOf(r)})
	case s != http.StatusOK && s != http.StatusCreated:
		return notTaken(r)
	}
	token, h, ok := t.Lock.Taken(r)
	if !ok {
		return t.unlockable(client.Problem{Status: r.Status, Title: "no lock token came"})
	}
	t.begin(u, token, h)
	if r.Status == http.StatusCreated { // RFC 4918 section 7.3: nothing was there, and the lock has made it
		return t.unmake(ctx, u)
	}
	return nil
}

// unlockable says once that nothing can be locked here: the version alone guards then.
func (t *Target) unlockable(p client.Problem) error {
	t.lock.none = true
	t.notify(Notice{NotLockable, p.Error()})
	return nil
}

// notTaken is what an answer to the request for a lock comes to, where it is neither a
// lock nor another's.
func notTaken(r client.Response) error {
	p := client.ProblemOf(r)
	switch s := r.Status; {
	case s == 404, s == 410:
		return &client.GoneError{Problem: p}
	case s == 408, s == 429, s/100 == 5:
		return &client.BusyError{Problem: p, After: client.RetryAfter(r.Header), Sure: true}
	}
	return &client.RefusedError{Problem: p}
}

// unmake removes the empty resource that a lock has made in place of one that was
// deleted a moment ago. Nobody else can have written to it: it is locked. What is as it
// was read was made by no lock, whatever the answer said.
func (t *Target) unmake(ctx context.Context, u *url.URL) error {
	gone := &client.GoneError{Problem: client.Problem{Status: 404, Title: "it was deleted a moment ago"}}
	rep, err := t.Client.Fetch(ctx, u)
	if was := t.last.Representation; err == nil && rep.Validator.Equal(was.Validator) && bytes.Equal(rep.Body, was.Body) {
		return nil
	}
	if err == nil && len(rep.Body) == 0 && !rep.Validator.IsZero() {
		r := client.Request{Method: http.MethodDelete, URL: u, Lock: t.lock.held()}
		_, err = t.Client.Write(ctx, r, client.IfUnchanged(rep.Validator))
	}
	t.Release(ctx)
	return errors.Join(gone, err)
}

// sayLost says once that the lock has ended before it was given back.
func (t *Target) sayLost() {
	t.lock.mu.Lock()
	lost := t.lock.lost
	t.lock.lost = false
	t.lock.mu.Unlock()
	if lost {
		t.notify(Notice{Kind: LockLost})
	}
}

// holder adds to e who holds the lock and for how long, as far as the server says so. Who
// waits for it does not ask for that every time.
func (t *Target) holder(ctx context.Context, e *client.LockedError) error {
	if t.Lock == nil {
		return e
	}
	l, now := &t.lock, t.Now()
	if now.Sub(l.asked) > time.Second {
		l.other = client.LockedError{}
		if r, err := t.Client.Ask(ctx, t.Lock.ToHolder(t.url)); err == nil && r.Status/100 == 2 {
			l.other = otherHolder(r.Body, l.held())
		}
		l.asked = now
	}
	e.Owner, e.Left = l.other.Owner, l.other.Left
	return e
}

// otherHolder is the first who holds a lock of another token.
func otherHolder(body []byte, token string) client.LockedError {
	for _, h := range convention.Locks(body) {
		if !h.Is(token) {
			return client.LockedError{Owner: h.Owner, Left: h.Left}
		}
	}
	return client.LockedError{}
}

// writeLocked sends w once, under the lock where one is held. A lock that the server does
// not know any more makes it refuse the write as a version does: then it is taken
// anew, and the write, of which nothing was carried out, is sent again.
func (t *Target) writeLocked(ctx context.Context, w *editor.Write) (client.Response, error) {
	for again := false; ; again = true {
		w.Request.Lock = t.lock.held()
		r, err := t.Client.Write(ctx, w.Request, w.Guard)
		var refused *client.PreconditionError
		var locked *client.LockedError
		switch {
		case errors.As(err, &locked):
			return r, t.holder(ctx, locked)
		case again || w.Request.Lock == "" || !errors.As(err, &refused) || t.renewed(ctx):
			return r, err
		}
		if err := t.hold(ctx, w.Request.URL); err != nil {
			return client.Response{}, err
		}
	}
}

// Release gives the lock back, if one is held, and returns when nothing renews it any
// more. It may be called at any time, and again. A lock that cannot be given back ends
// by itself.
func (t *Target) Release(ctx context.Context) {
	l := &t.lock
	l.mu.Lock()
	token, u, until := l.token, l.url, l.until
	l.token, l.lost = "", false
	l.mu.Unlock()
	l.rest()
	if token == "" {
		return
	}
	r, err := t.Client.Ask(ctx, t.Lock.ToRelease(u, token))
	if err == nil && (r.Status/100 == 2 || r.Status/100 == 4) { // 4xx: it is no more
		return
	}
	left := ""
	if !until.IsZero() {
		left = until.Sub(t.Now()).Round(time.Second).String()
	}
	t.notify(Notice{LockKept, left})
}
