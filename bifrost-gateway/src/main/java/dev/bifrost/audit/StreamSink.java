package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes each entry as a line to a stream that is never closed, such as standard output. */
public final class StreamSink implements Sink {
    private final String name;
    private final OutputStream out;

    /** @param out each write is whole lines, so that others may write to it too */
    public StreamSink(String name, OutputStream out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OptionalLong open(UUID instance) {
        return OptionalLong.empty();
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Placed placed : batch) {
            lines.writeBytes(EntryLine.of(placed));
            lines.write('\n');
        }
        try {
            out.write(lines.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new SinkFailure(SinkFailure.Kind.UNREACHABLE, "it can not be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // others still write to it
    }
}
