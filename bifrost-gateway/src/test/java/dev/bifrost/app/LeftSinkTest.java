package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.audit.AuditSettings;
import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink that is gone from the configuration, for which the journal would fill until every call gets 503. */
class LeftSinkTest {
    @TempDir
    private Path folder;

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private Journal open() throws Exception {
        return Journal.open(
                JournalSettings.standard(),
                folder.resolve("journal"),
                InstantSource.system(),
                System::nanoTime,
                notices::add);
    }

    @Test
    void sink_goneFromTheConfiguration_isForgottenAndTheOthersAreNot() throws Exception {
        try (Journal journal = open();
                Follower gone = journal.follow("sink.gone");
                Follower spend = journal.follow("spend")) {
            assertThat(gone.position()).isEqualTo(spend.position());
        }
        try (Journal journal = open();
                AuditTrail trail = new AuditTrail(
                        AuditSettings.standard(),
                        folder,
                        journal,
                        InstantSource.system(),
                        System::nanoTime,
                        OutputStream.nullOutputStream(),
                        notices::add)) {
            assertThat(trail.states()).hasSize(1);
            assertThat(journal.followers())
                    .extracting(Journal.Lag::follower)
                    .containsExactlyInAnyOrder("sink.calls", "spend");
            assertThat(folder.resolve("journal/cursors/sink.gone")).doesNotExist();
        }
        assertThat(notices).anySatisfy(notice -> assertThat(notice).contains("'sink.gone'", "not configured"));
    }
}
