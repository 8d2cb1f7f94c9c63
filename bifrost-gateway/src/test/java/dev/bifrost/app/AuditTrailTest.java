package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Postgres;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.TcpProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A house whose calls go to its own PostgreSQL and to a file: what an auditor finds there, whatever happened meanwhile. */
@Timeout(180)
class AuditTrailTest {
    @TempDir
    private Path folder;

    private String database;

    @BeforeEach
    void database() {
        database = Postgres.create();
    }

    private String yaml(ScriptedUpstream upstream, int port) {
        return """
                data: %s
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: all, key: %s, labels: { app: chat } }
                observability:
                  audit:
                    sinks:
                      - { type: postgres, name: house, url: "%s" }
                      - { type: file, name: lines, path: %s }
                """.formatted(
                        folder.resolve("data"),
                        upstream.baseUrl(),
                        Stage.KEY,
                        Postgres.url(database).replace(":" + Postgres.port() + "/", ":" + port + "/"),
                        folder.resolve("calls.jsonl"));
    }

    private static int ask(TestGateway gateway, String id) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            Stage.CHAT,
                            Stage.AUTHORIZED + "x-request-id: " + id + "\r\n",
                            "{\"model\":\"up/m\",\"messages\":[]}")
                    .read()
                    .status();
        }
    }

    private static String get(TestGateway gateway, String path) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n")
                    .read()
                    .text();
        }
    }

    private List<String> ids() throws SQLException {
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT request_id FROM audit_entries WHERE kind = 'call' ORDER BY sequence")) {
            List<String> ids = new java.util.ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState())) { // the sink has not made its tables yet
                return List.of();
            }
            throw e;
        }
    }

    private static List<String> calls(int count) {
        return IntStream.range(0, count).mapToObj(i -> "call-" + i).toList();
    }

    private String verify(String config, int expected) throws IOException {
        Path file = Files.writeString(folder.resolve("bifrost.yaml"), config);
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        int code = line.execute("audit", "verify", "--config", file.toString());
        assertThat(code).as(said.toString()).isEqualTo(expected);
        return said.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "killed", "frozen"})
    void postgres_troubledUnderLoad_noCallFailsAndEveryRecordArrivesOnce(String trouble) throws Exception {
        int calls = 300;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TcpProxy proxy = new TcpProxy(Postgres.port())) {
            String config = yaml(upstream, proxy.port());
            try (TestGateway gateway = TestGateway.startDurable(config)) {
                AutoCloseable thaw = () -> {};
                for (int i = 0; i < calls; i++) {
                    if (i == 100) {
                        switch (trouble) {
                            case "cut" -> proxy.cutAfter(10_000);
                            case "killed" -> Postgres.cut(database);
                            default -> thaw = Postgres.freeze();
                        }
                    }
                    if (i == 200) {
                        thaw.close();
                    }
                    assertThat(ask(gateway, "call-" + i)).isEqualTo(200);
                }
            }
            // What the sink had not taken when the gateway was stopped, it gets when it is back.
            try (TestGateway gateway = TestGateway.startDurable(config)) {
                while (ids().size() < calls) {
                    assertThat(ask(gateway, "more")).isEqualTo(200);
                    calls++;
                }
            }
            assertThat(ids().stream().filter(id -> !id.equals("more"))).isEqualTo(calls(300));
            assertThat(verify(config, 0)).contains("good: every entry is as it was written", "house: ", "lines: ");
        }
    }

    @Test
    void calls_askedOverHttp_areAnsweredFromPostgres() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream, Postgres.port()))) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(gateway, "call-" + i)).isEqualTo(200);
            }
            while (ids().size() < 5) {
                Thread.onSpinWait();
            }
            assertThat(get(gateway, "/api/calls?label:app=chat&limit=2")).contains("call-4", "call-3");
            assertThat(get(gateway, "/api/calls/call-2")).contains("\"request_id\":\"call-2\"", "attempts");
            assertThat(get(gateway, "/api/usage?group_by=label:app,model")).contains("\"calls\":5");
        }
    }

    @Test
    void postgres_rowsTamperedWith_verifyNamesThem() throws Exception {
        String config;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            config = yaml(upstream, Postgres.port());
            try (TestGateway gateway = TestGateway.startDurable(config)) {
                for (int i = 0; i < 10; i++) {
                    assertThat(ask(gateway, "call-" + i)).isEqualTo(200);
                }
            }
        }
        verify(config, 0);
        long call = sequence("call-4");
        tamper("UPDATE audit_entries SET entry = replace(entry, '\"status\":200', '\"status\":500') WHERE sequence = "
                + call);
        assertThat(verify(config, 1)).contains("house: ", "/" + call + " ", "call-4");
        tamper("UPDATE audit_entries SET entry = replace(entry, '\"status\":500', '\"status\":200') WHERE sequence = "
                + call);
        verify(config, 0);
        tamper("DELETE FROM audit_entries WHERE sequence = " + call);
        assertThat(verify(config, 1)).contains("house: ", String.valueOf(call));
    }

    private long sequence(String id) throws SQLException {
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sequence FROM audit_entries WHERE request_id = '" + id + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void tamper(String sql) {
        Postgres.run(database, sql);
    }
}
