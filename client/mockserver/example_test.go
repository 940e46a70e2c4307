package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/etch-http/etch/client/mockserver"
)

// A rival writes just before the first write is evaluated, so that it is refused.
func Example() {
	var s *mockserver.Server
	s = mockserver.New(mockserver.Options{
		BeforeWrite: func(write int, r *http.Request) {
			if write == 1 {
				s.Put(r.URL.Path, []byte(`{"title":"a rival's"}`))
			}
		},
	})
	s.Put("/pages/7", []byte(`{"title":"first"}`))
	url, err := s.Listen("127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()

	req, _ := http.NewRequest("PUT", url+"/pages/7", strings.NewReader(`{"title":"ours"}`))
	req.Header.Set("If-Match", s.ETag("/pages/7"))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	res.Body.Close()
	now, _ := s.Get("/pages/7")
	fmt.Println(res.StatusCode, string(now), s.Log()[0].Applied)
	http.DefaultClient.CloseIdleConnections()
	// Output: 412 {"title":"a rival's"} false
}
