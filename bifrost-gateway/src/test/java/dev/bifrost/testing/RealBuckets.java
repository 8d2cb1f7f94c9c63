package dev.bifrost.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real S3 that enforces Object Lock, in processes of its own. */
public final class RealBuckets implements AutoCloseable {
    public static final String ACCESS_KEY = "AKIATEST";
    public static final String SECRET_KEY = "secretsecret";

    /** Somebody else, who has no rights. */
    public static final String OTHER_ACCESS_KEY = "AKIAOTHER";

    public static final String OTHER_SECRET_KEY = "othersecret";

    private static final Path SCRIPT =
            Path.of("..", "scripts", "sinks", "ceph").toAbsolutePath().normalize();

    private final Path folder;
    private final int port;

    /** @param folder an empty one, whose path is short: sockets are in it */
    public RealBuckets(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = free();
        Path out = folder.resolve("script.out");
        Process script = new ProcessBuilder(
                        SCRIPT.toString(), folder.toString(), Integer.toString(free()), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!script.waitFor(180, TimeUnit.SECONDS) || script.exitValue() != 0) {
            close();
            throw new IllegalStateException(
                    "Ceph does not start (scripts/sinks/install brings it): " + Files.readString(out));
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Stops what answers where it is. */
    public AutoCloseable freeze() throws IOException, InterruptedException {
        String gateway = Files.readString(folder.resolve("s3.pid")).strip();
        signal("-STOP", gateway);
        return () -> signal("-CONT", gateway);
    }

    private static void signal(String signal, String process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, process).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pid")) {
            for (Path file : files) {
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(all::add);
            }
        }
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }
}
