//go:build unix

package cmd_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// versity is a gateway that speaks S3 over a folder. Entity tags are sums of the content;
// every accepted write is answered by 200, and a DELETE is guarded, too. What it knows of an
// object is in extended attributes: in a folder of its own (--sidecar), a check and a write
// are two steps.
var versity = &foreignServer{
	name: "VersityGW", programs: []string{"go:versitygw"}, version: []string{"go:versitygw"},
	samples: []sample{page, note}, place: "/" + bucket + "/", stale: 412,
	api: "s3", cases: []serverCase{metadataStays(http.StatusOK, objectFields, objectFields)},
	command: func(t *testing.T, h *foreignHost, folder string) []string {
		return []string{
			program("go:versitygw", folder), "--port", "127.0.0.1:" + h.port, "posix", makeDir(t, h.dir, "data"),
		}
	},
	environment: func(*foreignHost, string) []string {
		return []string{"ROOT_ACCESS_KEY=" + s3User, "ROOT_SECRET_KEY=" + s3Secret}
	},
	prepare: func(t *testing.T, h *foreignHost) {
		signed(t, h, "/"+bucket, "")
		signed(t, h, "/"+bucket+"?policy=", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",`+
			`"Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],"Resource":["arn:aws:s3:::`+bucket+`/*"]}]}`)
	},
}

// objectFields are what an object has beside its body and its media type.
var objectFields = []string{"x-amz-meta-owner", "Ann", "Cache-Control", "max-age=60", "Content-Disposition", "inline", "Content-Language", "de"}

// The bucket that everybody may write, and who makes it.
const (
	bucket   = "notes"
	s3User   = "etch"
	s3Secret = "etch tests are not afraid of keys"
)

// signed sends a PUT with a signature ("AWS Signature Version 4"), which curl can make.
func signed(t *testing.T, h *foreignHost, path, body string) {
	t.Helper()
	sum := sha256.Sum256([]byte(body))
	c := exec.Command("curl", "-sS", "--fail-with-body", "-X", "PUT", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", s3User+":"+s3Secret,
		"-H", "x-amz-content-sha256: "+hex.EncodeToString(sum[:]), "--data-binary", "@-", h.base+path)
	c.Stdin = strings.NewReader(body)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("PUT %s: %v\n%s", path, err, out)
	}
}
