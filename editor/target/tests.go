package target

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/editor"
	"github.com/etch-http/etch/merge/diff"
	"github.com/etch-http/etch/merge/document"
	"github.com/etch-http/etch/merge/patch"
)

// Where no version guards a write, a JSON Patch can test every value that it rests on
// (RFC 6902 section 4.6): a server that takes such patches at all makes all of one or
// nothing (RFC 5789 section 2).

// mayTest reports whether rep can be written with a JSON Patch, as far as it is known.
func (t *Target) mayTest(rep client.Representation) bool {
	f, _ := t.formatOf(rep)
	taken := PatchTypes("", t.formats.patches)
	if rep.Patches != nil {
		taken = PatchTypes("", rep.Patches)
	}
	return f == document.JSON && (t.Method == "" || t.Method == http.MethodPatch) &&
		(t.PatchType == "" || t.PatchType == "json") && slices.Contains(taken, patch.JSON)
}

// patch makes the patch from base to wanted. Where it has to guard itself it tests what
// it rests on, and fails when it is made a second time on its own result.
func (t *Target) patch(mediaType string, base editor.State, wanted *document.Document) (patch.Patch, error) {
	tests := t.guardless(base.Representation)
	if t.Whole && mediaType == t.PatchType && len(diff.Between(base.Document, wanted, t.Merge.Diff)) > 0 {
		return t.membersPatch(mediaType, base, wanted)
	}
	p, err := patch.Maker{Diff: t.Merge.Diff, Test: tests, Nulls: t.Nulls && mediaType == t.PatchType}.Make(mediaType, base.Document, wanted)
	if err != nil || !tests {
		return p, err
	}
	if t.newNames(base.Document, wanted) || !fails(p, wanted) {
		return testWhole(p, base.Document)
	}
	return p, nil
}

// fails reports whether a "test" of p fails on d, or p does not fit there.
func fails(p patch.Patch, d *document.Document) bool {
	_, err := patch.Apply(p, d)
	var test *patch.TestError
	var misfit *patch.ApplyError
	return errors.As(err, &test) || errors.As(err, &misfit)
}

// small is the size up to which an object that gets a new member is tested whole by the
// patch's own maker, in bytes of compact text.
const small = 1 << 10

// newNames reports whether an object too large for that gets a new member: no test of
// JSON Patch says that a name is not there, so that one which a rival gave it meanwhile
// would be replaced.
func (t *Target) newNames(base, wanted *document.Document) bool {
	if len(base.Root().Compact()) <= small {
		return false
	}
	return slices.ContainsFunc(diff.Between(base, wanted, t.Merge.Diff), func(c diff.Change) bool {
		parent, _, ok := c.Pointer.Cut()
		if c.Old != nil || !ok {
			return false
		}
		object, there := base.At(parent)
		return !there || object.Kind() == document.Object && len(object.Compact()) > small
	})
}

// testWhole is p with a test of all that it is made on in front.
func testWhole(p patch.Patch, base *document.Document) (patch.Patch, error) {
	d, err := document.Parse(p.Body, document.JSON)
	if err != nil {
		return p, err
	}
	test := `{"op":"test","path":"","value":` + string(base.Root().Compact()) + `}`
	if d, err = d.Splice(document.Edit{Do: document.Insert, Node: d.Root(), Value: []byte(test)}); err != nil {
		return p, err
	}
	p.Body = d.Source()
	return p, nil
}

// failedTest finds out whether a refusal was one of a test: APIs have 409, 412, 422 or
// 400 for that, and for other things. If the patch does not hold on what is there now, it
// was refused for a rival's write, and else for a reason of its own.
func (t *Target) failedTest(ctx context.Context, w editor.Write, err error) error {
	said, final := finalNo(err)
	if !w.Guard.Tests() || !final || said.Status == http.StatusUnauthorized || said.Status == http.StatusForbidden {
		return err
	}
	now, rerr := t.read(ctx, anyVersion)
	switch {
	case errors.As(rerr, new(*client.GoneError)):
		return rerr
	case rerr != nil:
		return err
	case fails(patch.Patch{MediaType: w.Request.MediaType, Body: w.Request.Body}, now.Document):
		return &client.PreconditionError{Problem: said}
	case strings.Contains(strings.ToLower(said.Detail), "test") && !now.Document.Equal(w.Base.Document):
		return &client.PreconditionError{Problem: said} // the rival has put it back meanwhile
	}
	return &client.RefusedError{Problem: said}
}

// finalNo returns what the server said where err is a refusal after which nothing was written.
func finalNo(err error) (client.Problem, bool) {
	var refused *client.RefusedError
	var conflict *client.PreconditionError
	switch {
	case errors.As(err, &conflict):
		return conflict.Problem, true
	case errors.As(err, &refused):
		return refused.Problem, refused.Sure()
	}
	return client.Problem{}, false
}
