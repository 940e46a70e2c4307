package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/config"
	"github.com/etch-http/etch/client/convention"
	"github.com/etch-http/etch/editor/target"
	"github.com/etch-http/etch/merge/document"
)

// apiFlag adds --api to a command that speaks to a server.
func apiFlag(c *cobra.Command, p *string) {
	c.Flags().StringVar(p, "api", "", "the API's convention for versions, by `NAME` (etch apis lists them)")
	must(c.RegisterFlagCompletionFunc("api", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return apiNames(), cobra.ShellCompDirectiveNoFileComp
	}))
}

// formFlag adds --validator-form to a command that writes.
func formFlag(c *cobra.Command, p *string) {
	enumFlag(c, p, "validator-form", "", "the form in which the version goes back", "as-is", "quote", "unquote", "strong")
	c.Flags().Lookup("validator-form").DefValue = ""
	*p = ""
}

// apiNames are the names of the conventions, for a shell.
func apiNames() (names []cobra.Completion) {
	for _, name := range convention.Names() {
		if c, err := convention.Lookup(name); err == nil {
			names = append(names, cobra.CompletionWithDesc(name, c.Title))
		}
	}
	return names
}

// convention is the one that --api names, in the form that --validator-form asks for.
func (f *connectFlags) convention() (*convention.Convention, error) {
	c := convention.RFC9110
	if f.api != "" {
		var err error
		if c, err = lookupAPI(f.api); err != nil {
			return nil, err
		}
	}
	return c.WithForm(f.form), nil
}

// lookupAPI is convention.Lookup for a name from the command line.
func lookupAPI(name string) (*convention.Convention, error) {
	c, err := convention.Lookup(name)
	var unknown *convention.UnknownError
	if errors.As(err, &unknown) {
		e := &usageError{say: unknown.Error(), hint: "etch apis lists them"}
		if unknown.Meant != "" {
			e.hint = "did you mean " + unknown.Meant + "? etch apis lists them"
		}
		return nil, e
	}
	return c, err
}

// keep takes over the convention that a draft was begun with. Its version was read by
// that one, and is no version to another.
func (f *connectFlags) keep(api string) error {
	if api == "" { // kept by a version that knew no other
		api = convention.RFC9110.Name
	}
	switch {
	case f.api == api:
		return nil
	case f.api != "":
		return &usageError{
			say:  fmt.Sprintf("the draft was begun with --api %s, and its version is none of --api %s", api, f.api),
			hint: "leave --api out: it is kept with the draft",
		}
	}
	f.kept = api
	return nil
}

// lookupKept is lookupAPI for the name that a draft keeps.
func lookupKept(name string) (*convention.Convention, error) {
	c, err := convention.Lookup(name)
	if err != nil {
		return nil, &usageError{
			say:  "the draft was begun with the API convention " + foreign(name) + ", which is not in the configuration any more",
			hint: "etch config edit puts it back under the URL's entry",
		}
	}
	return c, nil
}

// defaults are the headers that an API asks for on every request.
func defaults(c *convention.Convention) http.Header {
	h := http.Header{}
	for name, value := range c.Headers {
		h.Set(name, value)
	}
	return h
}

// queryOf are the parameters that an API wants in the URL of every request, and those of
// the configuration, which count more.
func queryOf(c *convention.Convention, more url.Values) url.Values {
	q := url.Values{}
	for name, value := range c.Read.Query {
		q.Set(name, value)
	}
	maps.Copy(q, more)
	return q
}

// speak has the target write as the API wants it.
func (j *job) speak() {
	o := &j.target.Options
	o.Method, o.PatchType = j.format()
	asThere := o.PatchType == j.conn.api.Write.Patch
	o.Nulls, o.Whole = asThere && j.conn.api.Write.Nulls, asThere && j.conn.api.Write.Whole
	o.Managed, o.Creates = managedBy(j.conn.api, j.conn.entry), j.conn.api.Write.Created
	o.Manner, o.Children = j.manner(), j.conn.api.Children
	if id := j.conn.api.Write.Append; id != "" { // a log's elements are known by their IDs, whatever else they have
		j.write.merge.keep(map[document.Pointer]string{"": id})
		o.Append, o.Media, o.Merge = id, j.conn.api.Write.Media, j.write.merge.options()
	}
	if !j.write.dryRun { // which sends nothing that others would feel
		o.Lock, o.Owner = j.conn.api.Lock, j.owner()
	}
}

// manner is how a resource is created: as --method says, else as the API does it.
func (j *job) manner() target.Manner {
	method, guarded := j.conn.api.CreateMethod()
	m := target.Manner{Method: method, Bare: !guarded, Keyed: j.conn.api.CreatesByKey(), Created: j.conn.api.Created}
	if asked := unlessAuto(j.write.method); asked != "" {
		m.Within = asked == http.MethodPost && method != asked
		m.Method = asked
	}
	return m
}

// owner is who holds a lock, for others to see: the name that the server knows, else the
// one on this machine.
func (j *job) owner() string {
	name := j.conn.user
	if name == "" && j.origin.User != nil {
		name = j.origin.User.Username()
	}
	if name == "" {
		if u, err := user.Current(); err == nil {
			name = u.Username
		}
	}
	return strings.TrimSpace(name + " (etch)")
}

// longestRelease is how long a lock's release is waited for: the edit is over, and it
// would end by itself.
const longestRelease = 10 * time.Second

// release gives back a lock that the target holds, whatever has ended the run.
func (j *job) release(ctx context.Context) {
	if j.target == nil {
		return
	}
	wait := longestRelease
	if interruption(ctx) != nil {
		wait = afterSignal
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer done()
	j.target.Release(ctx)
}

// takenNote says that a convention was taken unasked.
func takenNote(c *convention.Convention) string {
	return fmt.Sprintf("the answer is one of %s: its versions are taken as --api %s does (--api rfc9110 does not)", c.Title, c.Name)
}

// format is how to write: as the flags say, else as the API's convention does; "" for
// what is found out.
func (j *job) format() (method, patchType string) {
	method, patchType = unlessAuto(j.write.method), unlessAuto(j.write.patchType)
	w := j.conn.api.Write
	if method == "" && (patchType == "" || w.Method == http.MethodPatch) {
		method = w.Method
	}
	if patchType == "" && method == http.MethodPatch {
		patchType = w.Patch
	}
	return method, patchType
}

// warnUnproven says, once and before the first write, that nobody has tried the
// convention on the real thing.
func (j *job) warnUnproven() {
	if c := j.conn.api; c.Unproven && !j.warned && !j.output.quiet {
		j.warned = true
		fmt.Fprintf(j.err, "warning: the API convention %s is unproven, nobody has tried it on the real thing: %s says more\n", c.Name, described(c.Name))
	}
}

// described is the command that shows a convention.
func described(name string) string {
	return "etch apis " + foreign(strings.TrimSuffix(name, config.Overridden))
}

func misfitEnding(e *convention.FitError, _ facts) ending {
	r := ending{
		outcome: outcomeInvalid, reason: "api-misfit", say: foreign(e.Error()),
		hint: described(e.API) + " says what is expected; another --api may fit, or none",
	}
	if e.Why.Unguarded() {
		r.outcome = outcomeUnguarded
	}
	return r
}

func bodyPlaceEnding(e *convention.BodyError, _ facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "api-misfit", say: foreign(e.Error()),
		hint: "another way to write may carry it: --method or --patch-type; see " + described(e.API),
	}
}

func managedEnding(e *target.ManagedError, _ facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "managed", say: foreign(e.Error()),
		hint: "put back what the server had there",
	}
}

func appendEnding(e *target.AppendError, _ facts) ending {
	return ending{
		outcome: outcomeInvalid, reason: "append-only", say: foreign(e.Error()),
		hint: "put back what was there, and add at the end",
	}
}

func childEnding(e *target.ChildError, f facts) ending {
	r := ending{
		outcome: outcomeInvalid, reason: "child", say: foreign(e.Error()),
		hint: "edit it at its own URL; --unguarded writes it all the same, and another writer's change there may be lost",
	}
	if e.URL != nil {
		r.hint = "edit it there: etch edit " + shellWord(client.ShownURL(e.URL))
	}
	return r
}

func lockedEnding(e *client.LockedError, _ facts) ending {
	r := ending{
		outcome: outcomeRefused, reason: "locked",
		say:  holder(e) + " holds a lock on the resource" + lockedFor(e, time.Now()) + ": " + problem(e.Problem),
		hint: "try again when it is released",
	}
	if e.Left > 0 {
		r.hint += ", or when it has run out"
	}
	return r
}

// holder names who holds a lock.
func holder(e *client.LockedError) string {
	if e.Owner == "" {
		return "somebody"
	}
	return foreign(e.Owner)
}

// lockedFor says how long a lock lasts unless its holder renews it.
func lockedFor(e *client.LockedError, now time.Time) string {
	if e.Left == 0 {
		return ""
	}
	end, layout := now.Add(e.Left), "15:04:05"
	if end.YearDay() != now.YearDay() || e.Left > 24*time.Hour {
		layout = time.DateTime
	}
	return fmt.Sprintf(" until %s, %s from now, if it is not renewed", end.Format(layout), e.Left.Round(time.Second))
}
