package main

import (
	"encoding/json"
	"log/slog"
	"math/big"
	"time"
)

// Methods by which a struct is encoded, and that it has by what it embeds.

type prPointed struct {
	*time.Time
	By string
}

type prHeld struct {
	time.Time
	By string
}

type prBeside struct {
	At *time.Time
	By string
}

type prLevel struct{ *slog.Level }

type prNumber struct{ *big.Int }

func (Cases) EncodesByNil() {
	s := prPointed{By: "a"}
	go func() { json.Marshal(s) }()
}

func (Cases) EncodesTextByNil() {
	s := map[string][]prLevel{"a": {{}}}
	go func() { json.Marshal(s) }()
}

// trusted: the standard library encodes itself
func (Cases) EncodesByValue() {
	s := prHeld{By: "a"}
	go func() { json.Marshal(s) }()
}

// trusted: likewise
func (Cases) EncodesByPointerToValue() {
	s := &prHeld{By: "a"}
	go func() { json.Marshal(s) }()
}

// trusted: likewise
func (Cases) EncodesNilBeside() {
	s := prBeside{By: "a"}
	go func() { json.Marshal(s) }()
}

// trusted: its method has an answer for nil
func (Cases) EncodesByNilThatAnswers() {
	s := prNumber{}
	go func() { json.Marshal(s) }()
}
