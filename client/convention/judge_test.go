package convention_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// What answers mean, where the convention says something else than RFC 9110.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		api    string
		status int
		body   string
		want   string // the error's type
	}{
		{"rfc9110", 412, "", "*client.PreconditionError"},
		{"rfc9110", 409, "", "*client.RefusedError"},
		{"milmove", 412, "", "*client.PreconditionError"},
		{"milmove", 409, "", "*client.RefusedError"},
		{"cosmos", 449, "", "*client.BusyError"},
		{"versioned-body", 409, "", "*client.PreconditionError"},
		{"versioned-body", 400, `{"error":"stale version 15"}`, "*client.PreconditionError"},
		{"versioned-body", 400, `{"error":"version 15 does not match 16"}`, "*client.PreconditionError"},
		{"versioned-body", 400, `{"error":"quantity must be positive"}`, "*client.RefusedError"},
		{"mongoose", 500, `VersionError: No matching document found`, "*client.PreconditionError"},
		{"mongoose", 500, `out of memory`, "*client.BusyError"},
		{"kubernetes", 409, `{"reason": "Conflict"}`, "*client.PreconditionError"},
		{"kubernetes", 409, `{"reason": "AlreadyExists"}`, "*client.RefusedError"},
		{"couchdb", 409, "", "*client.PreconditionError"},
		{"azure-blob", 412, "<Code>ConditionNotMet</Code>", "*client.PreconditionError"},
		{"azure-blob", 412, "<Code>LeaseIdMissing</Code>", "*client.LockedError"},
		{"s3", 409, "<Code>ConditionalRequestConflict</Code>", "*client.PreconditionError"},
		{"caldav", 423, "", "*client.LockedError"},
		{"caldav", 207, "", "*client.RefusedError"},
		{"contents-sha", 409, `"f.txt does not match a1"`, "*client.PreconditionError"},
		{"contents-sha", 409, `"is at a1 but expected b2"`, "*client.PreconditionError"},
		{"contents-sha", 409, `"Repository rule violations found"`, "*client.RefusedError"},
		{"contents-sha", 422, `"x does not match y"`, "*client.PreconditionError"},
		{"contents-sha", 422, `"sha" wasn't supplied`, "*client.UnguardedError"},
		{"elasticsearch", 409, "version_conflict_engine_exception", "*client.PreconditionError"},
		{"grafana", 412, `{"status": "version-mismatch"}`, "*client.PreconditionError"},
		{"grafana", 412, `{"status": "name-exists"}`, "*client.RefusedError"},
		{"postgrest", 200, "[]\n", "*client.PreconditionError"},
		{"postgrest", 200, "[{}]", "<nil>"},
		{"postgrest", 406, `{"code":"PGRST116"}`, "*client.PreconditionError"},
		{"postgrest", 400, `{"code":"42703"}`, "*client.RefusedError"},
		{"eventstore", 400, "Write request body invalid.", "*client.RefusedError"},
		{"eventstore", 400, "Wrong expected EventNumber", "*client.PreconditionError"},
		{"confluence", 400, `Version must be incremented on update`, "*client.PreconditionError"},
	} {
		err := named(t, c.api).Judge(client.Response{Status: c.status, Header: http.Header{}, Body: []byte(c.body)})
		if got := fmt.Sprintf("%T", err); got != c.want {
			t.Errorf("%s %d %s: %s, want %s", c.api, c.status, c.body, got, c.want)
		}
	}
}

// A refusal whose words stand in the status line is known by a header.
func TestAnswersByHeader(t *testing.T) {
	for name, want := range map[string]string{"Kurrent-CurrentVersion": "*client.PreconditionError", "ES-CurrentVersion": "*client.PreconditionError", "Content-Type": "*client.RefusedError"} {
		h := http.Header{}
		h.Set(name, "4")
		if got := fmt.Sprintf("%T", named(t, "eventstore").Judge(client.Response{Status: 400, Header: h})); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// The meanings that no built-in convention needs yet: a 200 whose body refuses, a 412
// that says nothing, and the rest.
func TestMeanings(t *testing.T) {
	for means, want := range map[string]string{
		"conflict":      "*client.PreconditionError",
		"missing":       "*client.UnguardedError",
		"refuses-guard": "*client.UnguardedError",
		"locked":        "*client.LockedError",
		"retry":         "*client.BusyError",
		"no-answer":     "*client.LostError",
		"refused":       "*client.RefusedError",
		"gone":          "*client.GoneError",
	} {
		text := strings.Replace(sound, "status: 409, means: conflict", `status: 200, body: "^false$", means: `+means, 1)
		c, err := convention.Load("x.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%T", c.Judge(client.Response{Status: 200, Body: []byte("false"), Header: http.Header{}})); got != want {
			t.Errorf("%s: %s, want %s", means, got, want)
		}
		if err := c.Judge(client.Response{Status: 200, Body: []byte("true"), Header: http.Header{}}); err != nil {
			t.Errorf("%s: %v", means, err)
		}
	}
}
