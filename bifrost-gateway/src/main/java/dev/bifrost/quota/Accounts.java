package dev.bifrost.quota;

import java.util.List;

/** The accounts of one key with its team and organisation, or of an alias, or of a provider: looked up once, not per call. */
public final class Accounts {
    private final Register register;
    private final List<Owner> owners;
    private volatile Found found;

    private static final class Found {
        final long generation;
        final Account[] accounts;

        Found(long generation, Account[] accounts) {
            this.generation = generation;
            this.accounts = accounts;
        }
    }

    Accounts(Register register, List<Owner> owners) {
        this.register = register;
        this.owners = List.copyOf(owners);
        this.found = find();
    }

    /** The owners, as given. */
    public List<Owner> owners() {
        return owners;
    }

    /** Looked up anew only after the limits were configured anew. */
    Account[] current() {
        Found last = found;
        if (last.generation != register.generation()) {
            last = find();
            found = last;
        }
        return last.accounts;
    }

    private Found find() {
        long generation = register.generation();
        return new Found(generation, owners.stream().map(register::account).toArray(Account[]::new));
    }
}
