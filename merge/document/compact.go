package document

// Compact returns n's source without the white space between its tokens; every
// token is spelled as it was.
func (n Node) Compact() []byte {
	if n.Kind() != Array && n.Kind() != Object {
		return n.Source()
	}
	return fold(n.Source(), []byte{','}, []byte{':'})
}
