package dev.bifrost.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A real ClickHouse in a process of its own, which can be killed, started again and frozen. */
public final class RealClickHouse implements AutoCloseable {
    private static final Path SCRIPTS =
            Path.of("..", "scripts", "sinks").toAbsolutePath().normalize();

    private final Path folder;
    private Process process;
    private int port;

    /** @param folder for its data and what it says */
    public RealClickHouse(Path folder) throws IOException {
        this.folder = folder;
        start();
    }

    /** Starts it, on the port that it had before. */
    public void start() throws IOException {
        Path modules = home().resolve("node_modules");
        if (!Files.isDirectory(modules.resolve("chdb"))) {
            throw new IllegalStateException("no chdb in " + home() + ": scripts/sinks/install brings it");
        }
        ProcessBuilder builder = new ProcessBuilder(
                "node",
                SCRIPTS.resolve("clickhouse.js").toString(),
                Integer.toString(port),
                folder.resolve("data").toString());
        builder.environment().put("NODE_PATH", modules.toString());
        process =
                builder.redirectError(folder.resolve("clickhouse.err").toFile()).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException(
                    "ClickHouse does not start: " + Files.readString(folder.resolve("clickhouse.err")));
        }
        port = Integer.parseInt(line);
    }

    private static Path home() {
        String given = System.getenv("CHDB_HOME");
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return given == null ? base.resolve("bifrost").resolve("chdb-3.4.0") : Path.of(given);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** As kill -9 does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it can not be killed");
        }
    }

    /** Stops it where it is: its sockets stay open, and it does not answer. */
    public AutoCloseable freeze() throws Exception {
        signal("-STOP");
        return () -> signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        Objects.requireNonNull(process).destroyForcibly();
    }
}
