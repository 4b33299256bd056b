-- What a person does in Neovim with "unsupervisedgo lsp", on the file that is
-- named by FILE. What they see is written to standard output.
local function say(...) io.stdout:write(string.format(...), "\n") end

local client = vim.lsp.start_client({
  name = "unsupervisedgo",
  cmd = { vim.env.COMMAND, "lsp" },
  root_dir = vim.env.ROOT,
})
vim.cmd("edit " .. vim.env.FILE)
local buffer = vim.api.nvim_get_current_buf()
vim.lsp.buf_attach_client(buffer, client)

local function diagnostics() return vim.diagnostic.get(buffer) end

local function wait_for(what, condition)
  if not vim.wait(tonumber(vim.env.PATIENCE), condition, 50) then
    say("waited in vain for %s", what)
    vim.cmd("cquit 1")
  end
end

local function ask(method, params)
  local answers = assert(vim.lsp.buf_request_sync(buffer, method, params, 60000), method)
  local answer = assert(answers[client], method)
  assert(not answer.err, answer.err and answer.err.message)
  return answer.result
end

local function at(d)
  local place = { line = d.lnum, character = d.col }
  return { textDocument = vim.lsp.util.make_text_document_params(buffer), range = { start = place, ["end"] = place }, position = place }
end

local function actions(d, only)
  local params = at(d)
  params.context = { diagnostics = {}, only = only }
  return ask("textDocument/codeAction", params)
end

local function carry_out(action)
  if action.edit then vim.lsp.util.apply_workspace_edit(action.edit, "utf-16") end
  if action.command then ask("workspace/executeCommand", action.command) end
  vim.cmd("wall")
end

wait_for("diagnostics", function() return #diagnostics() > 0 end)
local count = #diagnostics()
say("%d diagnostics", count)
for _, d in ipairs(diagnostics()) do
  say("%d:%d: %s: %s (%s)", d.lnum + 1, d.col + 1, d.source, d.message, d.code or d.user_data.lsp.code)
end

local first
for _, d in ipairs(diagnostics()) do
  local list = actions(d, { "quickfix" })
  if #list > 0 then
    first = d
    say("hover: %s", ask("textDocument/hover", at(d)).contents.value:gsub("\n", " "))
    say("quick fix: %s", list[1].title)
    carry_out(list[1])
    break
  end
end
assert(first, "nothing can be fixed")
wait_for("one diagnostic fewer", function() return #diagnostics() == count - 1 end)
say("%d diagnostics after the quick fix", #diagnostics())

-- Until nothing more can be made: a fix may have to wait for another one.
for _ = 1, 5 do
  local list = #diagnostics() > 0 and actions(diagnostics()[1], { "source.fixAll" }) or {}
  if #list == 0 then break end
  say("fix all: %s", list[1].title)
  local before = #diagnostics()
  carry_out(list[1])
  wait_for("fewer diagnostics", function() return #diagnostics() < before end)
end
say("%d diagnostics in the end", #diagnostics())
vim.cmd("quitall!")
