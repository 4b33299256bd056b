package kept

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

const header = 12

type packet struct{ header [8]byte }

func read(b []byte) {
	if len(b) < header {
		return
	}
	println(binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:header]), binary.LittleEndian.Uint16(b[:2]))
	binary.BigEndian.PutUint32(b[4:8], 1)
}

func readAll(b []byte) {
	for len(b) >= 2 {
		println(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
}

func short(b []byte) {
	if len(b) < 7 {
		return
	}
	println(binary.BigEndian.Uint64(b))
}

func shortPart(b []byte) {
	if len(b) < 8 {
		return
	}
	println(binary.LittleEndian.Uint32(b[4:7]))
}

func (p *packet) fits() {
	if p == nil {
		return
	}
	println(binary.BigEndian.Uint32(p.header[4:]))
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], 1)
	c := make([]byte, 4)
	binary.LittleEndian.PutUint32(c, 1)
}

func (p *packet) tooShort() {
	if p == nil {
		return
	}
	println(binary.BigEndian.Uint32(p.header[5:]))
}

func shortArray() {
	var b [4]byte
	binary.BigEndian.PutUint64(b[:], 1)
}

func sum(b []byte) {
	s := sha256.Sum256(b)
	println(hex.EncodeToString(s[:]))
}

func forbidden(b []byte) { // with GODEBUG=fips140=only
	s := md5.Sum(b)
	println(s[0])
}

func encodings(b []byte, p *packet) {
	go read(b)
	go readAll(b)
	go short(b)     // want `bare-go: .* short ends the process`
	go shortPart(b) // want `bare-go: .* shortPart ends the process`
	go p.fits()
	go p.tooShort() // want `bare-go: .*tooShort ends the process`
	go shortArray() // want `bare-go: .* shortArray ends the process`
	go sum(b)
	go forbidden(b) // want `bare-go: .* forbidden ends the process`
}
