package dev.bifrost.audit;

import dev.bifrost.journal.Finding;
import dev.bifrost.journal.Holdings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The journal itself, also while a gateway writes it. How far it had come it says in {@link #troubles}. */
public final class JournalHolding implements Holding {
    private final Path folder;
    private List<String> troubles = List.of();

    public JournalHolding(Path folder) {
        this.folder = folder;
    }

    @Override
    public void read(Consumer<Kept> each) throws SinkFailure {
        if (!Files.isDirectory(folder)) {
            throw new SinkFailure(SinkFailure.Kind.REFUSED, "there is no journal in " + folder, null);
        }
        try {
            Holdings held = Holdings.readPlaced(
                    folder,
                    placed -> each.accept(new Kept(
                            placed.instance(),
                            placed.sequence(),
                            placed.previous(),
                            placed.hash(),
                            placed.bytes(),
                            placed.attachment())));
            troubles = held.findings().stream().map(Finding::toString).toList();
        } catch (IOException e) {
            throw new SinkFailure(SinkFailure.Kind.FAULT, "the journal can not be read: " + e, e);
        }
    }

    @Override
    public @Nullable Long taken(UUID instance) {
        return null;
    }

    @Override
    public List<String> troubles() {
        return troubles;
    }
}
