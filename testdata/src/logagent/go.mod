module log/agent

go 1.22
