package mockserver_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/etch-http/etch/client/mockserver"
)

// Each dress, spoken to by hand as its API documents it: a write with the current version
// is taken, the same again is refused in the API's words, and one without a version does
// what the API does then.
func TestDresses(t *testing.T) {
	for _, c := range []struct {
		api     string
		path    string // read, and written unless to says otherwise
		to      string
		method  string
		version string // a pattern of the answer to a read, with one group
		header  string // "Name: %s", with the version
		media   string
		body    string // with %[1]s for the version
		ok      int
		stale   int
		says    string // in the answer to a stale write
		without int    // the answer to a write without a version; 0: not looked at
	}{
		{api: "milmove", method: "PATCH", version: `"eTag": ?"([^"]+)"`, header: "If-Match: %s", body: `{"n":2}`, ok: 200, stale: 412, says: "Precondition", without: 422},
		{api: "cosmos", method: "PATCH", version: `"_etag": ?"\\("[^"]+)`, header: "If-Match: %s", media: "application/json-patch+json", body: `{"operations":[{"op":"add","path":"/n","value":2}]}`, ok: 200, stale: 412, says: "PreconditionFailed", without: 200},
		{api: "versioned-body", method: "PATCH", version: `"version": ?(\d+)`, body: `{"n":2,"version":%s}`, ok: 200, stale: 409, says: "version 2"},
		{api: "versioned-link", to: "/x?after=%s", method: "PATCH", version: `after=(\d+)`, body: `{"n":2}`, ok: 200, stale: 409, says: "wrong expected version"},
		{api: "mongoose", method: "PUT", version: `"__v": ?(\d+)`, body: `{"n":2,"__v":%s}`, ok: 200, stale: 412, says: "another user"},
		{api: "mongoose", method: "PUT", version: `"__v": ?(\d+)`, header: "If-Match: \"%s\"", body: `{"n":2}`, ok: 200, stale: 412, says: "another user", without: 200},
		{api: "kubernetes", method: "PUT", version: `"resourceVersion": ?"(\d+)"`, body: `{"n":2,"metadata":{"resourceVersion":"%s"}}`, ok: 200, stale: 409, says: `"reason":"Conflict"`},
		{api: "kubernetes", method: "PATCH", media: "application/merge-patch+json", version: `"resourceVersion": ?"(\d+)"`, body: `{"n":2,"metadata":{"resourceVersion":"%s"}}`, ok: 200, stale: 409, says: `"reason":"Conflict"`},
		{api: "couchdb", method: "PUT", version: `"_rev": ?"([^"]+)"`, body: `{"n":2,"_rev":"%s"}`, ok: 201, stale: 409, says: `"error":"conflict"`},
		{api: "couchdb", to: "/x?rev=%s", method: "PUT", version: `"_rev": ?"([^"]+)"`, body: `{"n":2}`, ok: 201, stale: 409, says: `"error":"conflict"`},
		{api: "couchdb", method: "PUT", version: `"_rev": ?"([^"]+)"`, header: "If-Match: \"%s\"", body: `{"n":2}`, ok: 201, stale: 409, says: `"error":"conflict"`, without: 409},
		{api: "odata", method: "PATCH", version: `"@odata.etag": ?"(W/\\"\d+)`, header: "If-Match: %s", body: `{"n":2}`, ok: 200, stale: 412, says: "Precondition Failed", without: 428},
		{api: "elasticsearch", to: "/x?if_primary_term=1&if_seq_no=%s", method: "PUT", version: `"_seq_no":(\d+)`, body: `{"n":2}`, ok: 200, stale: 409, says: "version_conflict_engine_exception"},
		{api: "contents-sha", method: "PUT", version: `"sha":"([^"]+)"`, body: `{"message":"m","content":"e30K","sha":"%s"}`, ok: 200, stale: 409, says: "does not match"},
		{api: "scim", method: "PUT", version: `"version": ?"(W/\\"\d+)`, header: "If-Match: %s", media: "application/scim+json", body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"n":2}`, ok: 200, stale: 412, says: `"status":"412"`, without: 200},
		{api: "fhir", method: "PUT", version: `"versionId": ?"(\d+)"`, header: `If-Match: W/"%s"`, media: "application/fhir+json", body: `{"id":"x","n":2}`, ok: 200, stale: 412, says: "OperationOutcome", without: 400},
		{api: "fhir", method: "PATCH", version: `"versionId": ?"(\d+)"`, header: `If-Match: W/"%s"`, media: "application/json-patch+json", body: `[{"op":"replace","path":"/n","value":2}]`, ok: 200, stale: 412, says: "current one", without: 400},
		{api: "redfish", method: "PATCH", version: `"@odata.etag": ?"(W/\\"\d+)`, header: "If-Match: %s", body: `{"n":2}`, ok: 200, stale: 412, says: "Base.1.8.PreconditionFailed", without: 428},
		{api: "rails", method: "PATCH", version: `"lock_version": ?(\d+)`, body: `{"n":2,"lock_version":%s}`, ok: 200, stale: 409, says: `"error":"Conflict"`},
		{api: "gce", method: "PATCH", version: `"fingerprint": ?"([^"]+)"`, body: `{"n":2,"fingerprint":"%s"}`, ok: 200, stale: 412, says: "conditionNotMet"},
		{api: "s3", method: "PUT", version: `(^\{.*)`, header: `If-Match: "51a3505bea621742ba8e9c61ae8a9157"`, body: `{"n":2}`, ok: 200, stale: 412, says: "<Code>PreconditionFailed</Code>", without: 200},
		{api: "eventstore", method: "POST", path: "/s", version: `"eTag":"(\d+);`, header: "ES-ExpectedVersion: %s", media: "application/vnd.eventstore.events+json", body: `[{"eventId":"fbf4a1a1-b4a3-4dfe-a01f-ec52c34e16e5","eventType":"x","data":{}}]`, ok: 201, stale: 201},
		{api: "postgrest", path: "/t?id=eq.1", to: "/t?id=eq.1&version=eq.%s", method: "PATCH", version: `"version": ?(\d+)`, header: "Prefer: return=representation", body: `{"version":2}`, ok: 200, stale: 200, says: "[]"},
		{api: "grafana", path: "/api/dashboards/uid/b", to: "/api/dashboards/db", method: "POST", version: `"version": ?(\d+)`, body: `{"folderUid":"team","dashboard":{"uid":"b","n":2,"version":%s}}`, ok: 200, stale: 412, says: "version-mismatch"},
	} {
		t.Run(c.api+" "+c.method+" "+c.header+c.to, func(t *testing.T) {
			s := mockserver.New(mockserver.Options{API: c.api})
			defer s.Close()
			if c.path == "" {
				c.path = "/x"
			}
			s.Put("/t", []byte(`[{"id":1,"version":1}]`))
			s.Put("/s", []byte(`[{"eventId":"fbf4a1a1-b4a3-4dfe-a01f-ec52c34e16e4","eventType":"x","data":{}}]`))
			if s.ETag(c.path) == "" && !strings.HasPrefix(c.path, "/t?") {
				s.Put(c.path, []byte(`{"uid":"b","n":1}`))
			}
			web := httptest.NewServer(s.Handler())
			defer web.Close()
			_, shown := speak(t, "GET", web.URL+c.path, "", "", "")
			m := regexp.MustCompile(c.version).FindStringSubmatch(shown)
			if m == nil {
				t.Fatalf("no version in %s", shown)
			}
			version := m[1]
			if strings.Contains(version, `"`) { // in a JSON string its quotes are escaped; the last is left out
				version = strings.TrimSuffix(strings.ReplaceAll(version, `\`, ""), `"`) + `"`
			}
			fill := func(pattern string) string {
				if strings.Contains(pattern, "%s") {
					return fmt.Sprintf(pattern, version)
				}
				return pattern
			}
			to, media := c.path, "application/json"
			if c.to != "" {
				to = fill(c.to)
			}
			if c.media != "" {
				media = c.media
			}
			write := func(header string) (int, string) {
				return speak(t, c.method, web.URL+to, media, header, fill(c.body))
			}
			if status, text := write(fill(c.header)); status != c.ok {
				t.Fatalf("the current version: %d %s", status, text)
			}
			if status, text := write(fill(c.header)); status != c.stale || !strings.Contains(text, c.says) {
				t.Errorf("the version before: %d %s", status, text)
			}
			if status, text := write(""); c.without != 0 && status != c.without {
				t.Errorf("no version: %d %s", status, text)
			}
		})
	}
}

// A page of Confluence is written under the successor of its version, and under no other.
func TestConfluenceCountsUp(t *testing.T) {
	s := mockserver.New(mockserver.Options{API: "confluence"})
	defer s.Close()
	s.Put("/x", []byte(`{"title":"t"}`))
	web := httptest.NewServer(s.Handler())
	defer web.Close()
	for _, c := range []struct {
		number, want int
	}{{1, 409}, {3, 409}, {2, 200}, {2, 409}, {3, 200}} {
		body := fmt.Sprintf(`{"title":"u","version":{"number":%d}}`, c.number)
		if status, text := speak(t, "PUT", web.URL+"/x", "application/json", "", body); status != c.want {
			t.Errorf("%d: %d %s", c.number, status, text)
		}
	}
}

// What the API sets is not stored: it would come back as the user's own.
func TestDressesStoreTheirsAside(t *testing.T) {
	s := mockserver.New(mockserver.Options{API: "couchdb"})
	defer s.Close()
	s.Put("/x", []byte(`{"n":1}`))
	web := httptest.NewServer(s.Handler())
	defer web.Close()
	_, shown := speak(t, "GET", web.URL+"/x", "", "", "")
	if status, text := speak(t, "PUT", web.URL+"/x", "application/json", "", shown); status != 201 {
		t.Fatal(status, text)
	}
	if body, _ := s.Get("/x"); string(body) != `{"n":1}` {
		t.Errorf("%s", body)
	}
}

// speak is one request by hand.
func speak(t *testing.T, method, url, media, header, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if name, value, ok := strings.Cut(header, ": "); ok {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}
