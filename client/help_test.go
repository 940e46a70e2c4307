package client_test

import (
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
)

// quiet is for servers that are expected to complain.
var quiet = log.New(io.Discard, "", 0)

// certificate is the server's own, as a file of trusted ones holds it.
func certificate(s *httptest.Server) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}
