package tests

func helper() {
	go risky()
	go func() {
		defer println("no recover")
		risky()
	}()
	//unsupervisedgo:ignore
	go risky()
}
