package client

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// errCut is the cause of a BodyError whose rest never came: another read may do better.
var errCut = errors.New("the connection was cut")

// readBody reads the whole body, at most limit bytes before and after decoding. An
// encoding that cannot be undone spoils only what has to be understood: of an error
// answer the status counts, and its body is left out.
func readBody(r *http.Response, limit int64) (body []byte, decoded string, err error) {
	body, err = readAll(r.Body, limit)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, "", &BodyError{Reason: "the answer breaks off", Err: errCut}
	case err != nil:
		return nil, "", err
	}
	coding := contentCoding(r.Header)
	if coding == "" || len(body) == 0 {
		return body, "", nil
	}
	if body, err = decode(coding, body, limit); err != nil && r.StatusCode >= 300 {
		return nil, "", nil
	}
	return body, coding, err
}

// readAll reads r to its end. Past limit it is a *BodyError.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	// One byte more than allowed tells a body of the limit from a longer one.
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(b)) > limit {
		return nil, &BodyError{Reason: fmt.Sprintf("the answer is larger than %d bytes", limit), Limit: limit}
	}
	return b, err
}

// contentCoding gives the Content-Encoding, "" for none.
func contentCoding(h http.Header) string {
	var cs []string
	for _, c := range HeaderList(h, "Content-Encoding") {
		if c = lower(c); c != "identity" {
			cs = append(cs, c)
		}
	}
	return strings.Join(cs, ", ")
}

// decode undoes a coding that came although none was asked for.
func decode(coding string, b []byte, limit int64) ([]byte, error) {
	bad := func(err error) error {
		return &BodyError{Reason: "the answer is not the " + coding + " that it says it is", Err: err}
	}
	r, err := decoder(coding, b)
	if err != nil {
		var body *BodyError
		if errors.As(err, &body) {
			return nil, body
		}
		return nil, bad(err)
	}
	out, err := readAll(r, limit)
	var body *BodyError
	if err != nil && !errors.As(err, &body) {
		return nil, bad(err)
	}
	return out, err
}

// decoder knows the codings that every server has. Of others, and of several on top
// of each other, the answer cannot be used.
func decoder(coding string, b []byte) (io.Reader, error) {
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewReader(bytes.NewReader(b))
	case "deflate":
		// It means the zlib format (RFC 9110 section 8.4.1.2); some servers send it bare.
		in := bufio.NewReader(bytes.NewReader(b))
		if head, _ := in.Peek(2); len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(in)
		}
		return flate.NewReader(in), nil
	}
	return nil, &BodyError{Reason: fmt.Sprintf("the answer is encoded as %q, which was not asked for", coding)}
}
