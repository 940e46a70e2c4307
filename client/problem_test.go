package client

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestProblems(t *testing.T) {
	const problem, plainJSON = "application/problem+json", "application/json"
	for _, c := range []struct {
		name, media, body string
		title, detail     string
	}{
		{"nothing", "", "", "Unprocessable Entity", ""},
		{"problem details", problem, `{"type":"https://e.test/p","title":"Bad age","status":422,"detail":"it is negative","instance":"/x"}`, "Bad age", "it is negative"},
		{"with parameters", problem + "; charset=utf-8", `{"title":"Invalid","errors":[{"detail":"must be positive","pointer":"#/age"},{"detail":"is missing","pointer":"#/name"}]}`, "Invalid", "#/age: must be positive; #/name: is missing"},
		{"detail and errors", problem, `{"title":"Invalid","detail":"2 fields","errors":[{"detail":"no","pointer":"#/a"}]}`, "Invalid", "2 fields: #/a: no"},
		{"invalid-params (RFC 7807)", problem, `{"title":"Invalid","invalid-params":[{"name":"age","reason":"too young"}]}`, "Invalid", "age: too young"},
		{"a title alone", problem, `{"title":"Out of credit"}`, "Out of credit", ""},
		{"the wrong types", problem, `{"title":5,"detail":[],"type":{}}`, "Unprocessable Entity", ""},
		{"message", plainJSON, `{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":"missing_field"}]}`, "", "Validation Failed"},
		{"error", plainJSON, `{"error":"no such thing"}`, "", "no such thing"},
		{"error and its description", plainJSON, `{"error":"invalid_token","error_description":"it is over"}`, "", "it is over"},
		{"error.message", plainJSON, `{"error":{"code":"E1","message":"not so"}}`, "", "not so"},
		{"OData 2", plainJSON, `{"odata.error":1,"error":{"message":{"lang":"en","value":"not so"}}}`, "", "not so"},
		{"Kubernetes", plainJSON, `{"kind":"Status","status":"Failure","message":"x is invalid","reason":"Invalid"}`, "", "x is invalid"},
		{"FHIR", "application/fhir+json", `{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"no such code"}]}`, "", "no such code"},
		{"Salesforce, a list", plainJSON, `[{"message":"bad id","errorCode":"X"},{"message":"bad name"}]`, "", "bad id; bad name"},
		{"a list of strings", plainJSON, `{"errors":["one","two"]}`, "", "one; two"},
		{"other capitals", plainJSON, `{"Message":"no"}`, "", "no"},
		{"a string", plainJSON, `"no"`, "", "no"},
		{"nothing known in it", plainJSON, `{"age":["must be positive"]}`, "", `{"age":["must be positive"]}`},
		{"an empty object", plainJSON, `{}`, "", "{}"},
		{"text", "text/plain", "  no\n such  thing\n", "", "no such thing"},
		{"a page", "text/html", "<html><head><title>x</title><style>a{}</style></head><body><h1>403 Forbidden</h1><script>alert('<b>')</script><p>Not&nbsp;you &amp; me</p><!-- x --></body>", "", "403 Forbidden Not you & me"},
		{"XML", "application/xml", "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>no key</Message></Error>", "", "NoSuchKey no key"},
		{"bytes", "application/octet-stream", "\x00\x01\x02", "", ""},
		{"broken JSON", plainJSON, `{"message":`, "", `{"message":`},
		{"nested for ever", plainJSON, strings.Repeat(`{"error":`, 50) + `"x"` + strings.Repeat(`}`, 50), "", ""},
	} {
		p := ProblemOf(Response{Status: 422, Header: http.Header{"Content-Type": {c.media}}, Body: []byte(c.body)})
		if c.title == "" {
			c.title = "Unprocessable Entity"
		}
		if c.name == "nested for ever" {
			c.detail = short(c.body)
		}
		if p.Title != c.title || p.Detail != c.detail || p.Status != 422 {
			t.Errorf("%s: title %q, detail %q; want %q, %q", c.name, p.Title, p.Detail, c.title, c.detail)
		}
	}
	p := ProblemOf(Response{Status: 403, Header: http.Header{"Content-Type": {problem}}, Body: []byte(`{"type":"https://e.test/p"}`)})
	if p.Type != "https://e.test/p" {
		t.Error(p.Type)
	}
	if p := ProblemOf(Response{Status: 799}); p.Title == "" {
		t.Error("an unknown status has no title")
	}
}

func TestAProblemIsShort(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("ä", 1<<20), `{"detail":"` + strings.Repeat("€", 5000) + `"}`, "x" + strings.Repeat("😀", 5000), strings.Repeat("\x80", 5000),
		`{"errors":["` + strings.Repeat("a", 300) + `","` + strings.Repeat("b", 300) + `"]}`,
	} {
		p := ProblemOf(Response{Status: 400, Body: []byte(body)})
		if len(p.Detail) > maxDetail || len(p.Detail) < maxDetail-10 {
			t.Errorf("%d bytes", len(p.Detail))
		}
		if utf8.ValidString(body) && !utf8.ValidString(p.Detail) {
			t.Errorf("cut within a character: %q", p.Detail[len(p.Detail)-10:])
		}
	}
}

func FuzzProblem(f *testing.F) {
	f.Add("application/problem+json", `{"title":"a","errors":[{"detail":"b","pointer":"#/c"}]}`)
	f.Add("text/html", "<p>a<script>b</script>")
	f.Fuzz(func(t *testing.T, media, body string) {
		p := ProblemOf(Response{Status: 400, Header: http.Header{"Content-Type": {media}}, Body: []byte(body)})
		if len(p.Detail) > maxDetail || len(p.Title) > maxDetail || len(p.Type) > maxDetail || p.Title == "" {
			t.Errorf("%+v", p)
		}
		_ = JudgeWrite(Response{Status: 400, Header: http.Header{}, Body: []byte(body)})
	})
}

func TestRetryAfter(t *testing.T) {
	const date = "Sun, 06 Nov 1994 08:49:37 GMT"
	for _, c := range []struct {
		value, date string
		want        time.Duration
	}{
		{"", date, 0},
		{"0", date, 0},
		{"120", date, 2 * time.Minute},
		{" 5 ", date, 5 * time.Second},
		{"-5", date, 0},
		{"1.5", date, 0},
		{"soon", date, 0},
		{"99999999", date, 24 * time.Hour},
		{"99999999999999999999999999", date, 24 * time.Hour},
		{"Sun, 06 Nov 1994 08:50:07 GMT", date, 30 * time.Second},
		{"Sunday, 06-Nov-94 08:50:07 GMT", date, 30 * time.Second},
		{"Sun Nov  6 08:50:07 1994", date, 30 * time.Second},
		{"Sun, 06 Nov 1994 08:00:00 GMT", date, 0},
		{"Fri, 31 Dec 9999 23:59:59 GMT", date, 24 * time.Hour},
		{"Sun, 06 Nov 1994 08:50:07 GMT", "", 0}, // long ago by this clock
	} {
		if got := RetryAfter(http.Header{"Retry-After": {c.value}, "Date": {c.date}}); got != c.want {
			t.Errorf("%q at %q: %s, want %s", c.value, c.date, got, c.want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "")
	f.Add("Sun, 06 Nov 1994 08:50:07 GMT", "Sun, 06 Nov 1994 08:49:37 GMT")
	f.Fuzz(func(t *testing.T, v, date string) {
		if d := RetryAfter(http.Header{"Retry-After": {v}, "Date": {date}}); d < 0 || d > maxRetryAfter {
			t.Error(d)
		}
	})
}

func TestHeaderLists(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{nil, "nil"},
		{[]string{""}, ""},
		{[]string{" , ,"}, ""},
		{[]string{"a,b", "c"}, "a|b|c"},
		{[]string{`a;p="x,\",y" , b`}, `a;p="x,\",y"|b`},
		{[]string{`a;p="x,b`}, `a;p="x,b`},
	} {
		h := http.Header{}
		if c.lines != nil {
			h["Accept-Patch"] = c.lines
		}
		got := strings.Join(HeaderList(h, "accept-patch"), "|")
		if HeaderList(h, "accept-patch") == nil {
			got = "nil"
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.lines, got, c.want)
		}
	}
}

func TestWhatAnUnsupportedWriteIsTold(t *testing.T) {
	h := http.Header{"Allow": {"get, Put"}, "Accept-Patch": {"a/b, c/d"}}
	e, ok := JudgeWrite(Response{Status: 405, Header: h}).(*UnsupportedError)
	if !ok || strings.Join(e.Allow, " ") != "GET PUT" || strings.Join(e.AcceptPatch, " ") != "a/b c/d" {
		t.Errorf("%+v", e)
	}
	if e = JudgeWrite(Response{Status: 501}).(*UnsupportedError); e.Allow != nil || e.AcceptPatch != nil {
		t.Errorf("%+v", e)
	}
}

func TestA412KeepsItsAnswer(t *testing.T) {
	r := Response{Status: 412, Header: http.Header{"Etag": {`"v2"`}}, Body: []byte("{}")}
	if e := JudgeWrite(r).(*PreconditionError); e.Response == nil || e.Response.Header.Get("ETag") != `"v2"` {
		t.Errorf("%+v", e)
	}
}
