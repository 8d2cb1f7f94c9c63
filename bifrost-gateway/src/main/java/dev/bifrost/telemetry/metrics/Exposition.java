package dev.bifrost.telemetry.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The answer to one scrape, made family by family as it is taken. Not for several threads at once. */
public final class Exposition {
    private static final int PIECE = 32 << 10;
    /** The end of an OpenMetrics document. */
    private static final byte[] EOF = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

    private static final Family[] FAMILIES = Family.values();

    private final Snapshots snapshots;
    private final ExpositionFormatWriter format;
    private final boolean openMetrics;
    private final boolean gzip;
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final OutputStream out;
    private int next;
    private byte[] ready = new byte[0];
    private int given;

    private Exposition(Snapshots snapshots, boolean openMetrics, boolean gzip) {
        this.snapshots = snapshots;
        this.openMetrics = openMetrics;
        this.gzip = gzip;
        this.format = openMetrics ? OpenMetricsTextFormatWriter.create() : PrometheusTextFormatWriter.create();
        try {
            this.out = gzip ? new GZIPOutputStream(made, 4096) : made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the sources now; the counters as they are written. */
    static Exposition of(Registry registry, List<Source> sources, @Nullable String accept, boolean gzip) {
        Samples samples = new Samples();
        for (Source source : sources) {
            source.read(samples);
        }
        registry.leftOut(samples.leftOut());
        registry.overflown().forEach((family, count) -> samples.add(Family.SERIES_OVERFLOW, count, family.told()));
        boolean openMetrics = accept != null && accept.contains("application/openmetrics-text");
        return new Exposition(new Snapshots(registry, samples), openMetrics, gzip);
    }

    /** The {@code content-type}. */
    public String contentType() {
        return format.getContentType();
    }

    /** The {@code content-encoding}; null if there is none. */
    public @Nullable String contentEncoding() {
        return gzip ? "gzip" : null;
    }

    /** The next piece; null if there is none. */
    public byte @Nullable [] next() {
        try {
            while (given == ready.length && next <= FAMILIES.length) {
                write();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (given == ready.length) {
            return null;
        }
        byte[] piece = Arrays.copyOfRange(ready, given, Math.min(ready.length, given + PIECE));
        given += piece.length;
        return piece;
    }

    /** Makes the next family, or the end. */
    private void write() throws IOException {
        if (next < FAMILIES.length) {
            family(FAMILIES[next]);
        } else {
            if (openMetrics) {
                out.write(EOF);
            }
            out.close();
        }
        next++;
        if (made.size() >= PIECE || next > FAMILIES.length) {
            ready = made.toByteArray();
            given = 0;
            made.reset();
        }
    }

    private void family(Family family) throws IOException {
        MetricSnapshot snapshot = snapshots.of(family);
        if (snapshot.getDataPoints().isEmpty()) {
            return;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(4096);
        format.write(text, MetricSnapshots.of(snapshot), EscapingScheme.UNDERSCORE_ESCAPING);
        byte[] bytes = text.toByteArray();
        int length = openMetrics ? bytes.length - EOF.length : bytes.length;
        out.write(bytes, 0, length);
    }
}
