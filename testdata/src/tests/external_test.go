package tests_test

var risky func()

func helper() { go risky() }
