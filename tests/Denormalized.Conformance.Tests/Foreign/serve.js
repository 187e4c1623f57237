// Requests on the lines of standard input, answers on lines of standard output: an operation by its name, its result or error.
'use strict';
const readline = require('readline');

module.exports = operations => readline.createInterface({ input: process.stdin }).on('line', async line => {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { result: await operations[request.operation](request) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
});
