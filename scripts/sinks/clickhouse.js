// A real ClickHouse, the engine that chdb packs for Node, behind the part of ClickHouse's HTTP interface that the
// gateway uses: node clickhouse.js PORT FOLDER, with NODE_PATH naming the node_modules that hold chdb. Port 0 takes a
// free one; the first line of output is the port. It runs one statement at a time and knows no users.
const http = require('http');
const { Session } = require('chdb');

const session = new Session(process.argv[3]);

function run(url, body) {
  const query = url.searchParams.get('query');
  return session.query(query ? `${query} ${body}` : body, url.searchParams.get('default_format') || 'TabSeparated');
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    try {
      response.end(run(url, Buffer.concat(parts).toString()));
    } catch (e) {
      const code = (/Code: (\d+)/.exec(e.message) || [])[1] || '0';
      response.writeHead(400, { 'X-ClickHouse-Exception-Code': code });
      response.end(`${e.message}\n`);
    }
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(server.address().port));
