package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.Placed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileTamperingTest extends HoldingTampering {
    private Path file() {
        return folder().resolve("audit.jsonl");
    }

    @Override
    protected void keep(List<Placed> entries) throws Exception {
        replace(entries.stream()
                .map(each ->
                        new Kept(each.instance(), each.sequence(), each.previous(), each.hash(), each.bytes(), null))
                .toList());
    }

    @Override
    protected Holding holding() {
        return new FileHolding(file());
    }

    @Override
    protected void replace(List<Kept> rows) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Kept row : rows) {
            String previous =
                    row.previous() == null ? "null" : '"' + HexFormat.of().formatHex(row.previous()) + '"';
            lines.append("{\"instance\":\"")
                    .append(row.instance())
                    .append("\",\"sequence\":")
                    .append(row.sequence());
            lines.append(",\"previous\":").append(previous).append(",\"hash\":\"");
            lines.append(HexFormat.of().formatHex(row.hash())).append("\",\"entry\":");
            lines.append(new String(row.entry(), StandardCharsets.US_ASCII)).append(",\"attachment\":null}\n");
        }
        Files.writeString(file(), lines);
    }

    @Override
    protected boolean saysWhatItTook() {
        return false;
    }

    @Override
    protected boolean keepsOrder() {
        return true;
    }

    @Test
    void read_setAside_isReadFirstAndAMissingFileIsEmpty() throws Exception {
        List<String> lines = Files.readAllLines(file());
        Files.write(folder().resolve("audit-0000000000000000004.jsonl"), lines.subList(0, 4));
        Files.write(folder().resolve("audit-0000000000000000007.jsonl"), lines.subList(4, 7));
        Files.write(folder().resolve("audit-x.jsonl"), List.of("somebody else's"));
        Files.write(file(), lines.subList(7, lines.size()));
        ChainCheck.Terms terms = new ChainCheck.Terms(SealKeys.none(), null, false, Set.of());

        ChainCheck.Report whole = ChainCheck.of(holding(), terms);
        assertThat(whole.isGood()).as("%s", whole).isTrue();
        assertThat(whole.entries()).isEqualTo(lines.size());
        Files.delete(file());
        assertThat(ChainCheck.of(holding(), terms).entries()).isEqualTo(7);
        Files.writeString(folder().resolve("audit-0000000000000000004.jsonl"), "half", StandardOpenOption.APPEND);
        assertThat(ChainCheck.of(holding(), terms).isGood()).isFalse();
    }

    @Test
    void read_halfALineAtTheEnd_isOneThatIsBeingWritten() throws Exception {
        Files.writeString(file(), "{\"instance\":\"0000", StandardOpenOption.APPEND);

        var report = ChainCheck.of(holding(), new ChainCheck.Terms(SealKeys.none(), null, false, Set.of()));

        assertThat(report.isGood()).as("%s", report).isTrue();
        Files.writeString(file(), "\n", StandardOpenOption.APPEND);
        report = ChainCheck.of(holding(), new ChainCheck.Terms(SealKeys.none(), null, false, Set.of()));
        assertThat(report.troubles()).singleElement().asString().contains("line 14 can not be read");
    }
}
