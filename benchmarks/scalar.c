/* The tasks of simulation.py and jurors.py beside it in scalar C: one jury after the other, one ballot
   at a time, with the integer limits that the kernels use. Two generators: xoshiro128++ (Blackman
   and Vigna 2019), which is fast and keeps a state, and Threefry2x32-13 by address, the kernels'. */

#include <stdint.h>

typedef struct {
    int64_t guilty, not_guilty, hung, ballots;
} tally;

static inline uint32_t turned(uint32_t word, int by) { return word << by | word >> (32 - by); }

static inline uint32_t next(uint32_t s[4]) {
    uint32_t result = turned(s[0] + s[3], 7) + s[0], t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turned(s[3], 11);
    return result;
}

static inline void threefry(uint32_t x, uint32_t y, const uint32_t key[2], uint32_t out[2]) {
    static const int turns[8] = {13, 15, 26, 6, 17, 29, 16, 24};
    const uint32_t keys[3] = {key[0], key[1], 0x1BD11BDAu ^ key[0] ^ key[1]};
    x += keys[0];
    y += keys[1];
#pragma GCC unroll 13
    for (int i = 0; i < 13; i++) {
        x += y;
        y = turned(y, turns[i % 8]) ^ x;
        if (i % 4 == 3) {
            uint32_t used = (uint32_t)(i / 4 + 1);
            x += keys[used % 3];
            y += keys[(used + 1) % 3] + used;
        }
    }
    out[0] = x;
    out[1] = y;
}

static inline void end(tally *t, int votes, int size, int ballots) {
    t->guilty += votes == size;
    t->not_guilty += votes == 0;
    t->hung += votes != 0 && votes != size;
    t->ballots += ballots;
}

/* start: 13 cumulated limits; down and stay: limits by votes; each draw has 31 bits. */
void with_state(int64_t juries, int cap, int size, const int32_t *start, const int32_t *down,
                const int32_t *stay, const uint32_t seed[4], tally *t) {
    uint32_t s[4] = {seed[0], seed[1], seed[2], seed[3]};
    for (int64_t j = 0; j < juries; j++) {
        int32_t draw = (int32_t)(next(s) >> 1);
        int votes = 0, ballots = 0;
        while (votes < size && draw > start[votes]) votes++;
        while (votes > 0 && votes < size && ballots < cap) {
            draw = (int32_t)(next(s) >> 1);
            votes += (draw > down[votes]) + (draw > stay[votes]) - 1;
            ballots++;
        }
        end(t, votes, size, ballots);
    }
}

void by_address(int64_t juries, int cap, int size, const int32_t *start, const int32_t *down,
                const int32_t *stay, const uint32_t key[2], tally *t) {
    for (int64_t j = 0; j < juries; j++) {
        uint32_t words[2];
        threefry((uint32_t)j, 0xFFFFFFFFu, key, words);
        int32_t draw = (int32_t)(words[0] >> 1);
        int votes = 0, ballots = 0;
        while (votes < size && draw > start[votes]) votes++;
        while (votes > 0 && votes < size && ballots < cap) {
            if (ballots % 2 == 0) threefry((uint32_t)j, (uint32_t)(ballots / 2), key, words);
            draw = (int32_t)(words[ballots % 2] >> 1);
            votes += (draw > down[votes]) + (draw > stay[votes]) - 1;
            ballots++;
        }
        end(t, votes, size, ballots);
    }
}

/* Jurors who all differ: the votes are bits of a word, with the influence of those who vote guilty.
   One product draws the seat and a number within it; another turns the influence seen on the other
   side into the limit of that number. */
typedef struct {
    uint32_t size, whole, cap;
    uint32_t leaning[32], influence[32], gain[32], shift[32];
} room;

typedef struct {
    uint32_t mask, on;
} votes;

static inline void first_vote(votes *v, uint32_t seat, uint32_t word, const room *r) {
    uint32_t guilty = word < r->leaning[seat];
    v->mask |= guilty << seat;
    v->on += guilty ? r->influence[seat] : 0;
}

static inline void ballot(votes *v, uint32_t word, const room *r) {
    uint64_t drawn = (uint64_t)word * r->size;
    uint32_t seat = (uint32_t)(drawn >> 32), rest = (uint32_t)drawn >> 2;
    /* All ones where the juror votes guilty, and where the juror moves: no branch to guess. */
    uint32_t guilty = -(v->mask >> seat & 1), seen = (v->on ^ guilty) + (guilty & (r->whole + 1));
    uint32_t limit = (uint32_t)((uint64_t)(seen << r->shift[seat]) * r->gain[seat] >> 32);
    uint32_t moves = -(uint32_t)(rest < limit);
    v->mask ^= moves & 1u << seat;
    v->on += moves & ((r->influence[seat] ^ guilty) - guilty);
}

static inline int divided(const votes *v, const room *r) {
    return v->mask != 0 && v->mask != (1u << r->size) - 1;
}

void differ_with_state(int64_t juries, const room *r, const uint32_t seed[4], tally *t) {
    uint32_t s[4] = {seed[0], seed[1], seed[2], seed[3]};
    for (int64_t j = 0; j < juries; j++) {
        votes v = {0, 0};
        uint32_t ballots = 0;
        for (uint32_t seat = 0; seat < r->size; seat++) first_vote(&v, seat, next(s), r);
        for (; divided(&v, r) && ballots < r->cap; ballots++) ballot(&v, next(s), r);
        end(t, __builtin_popcount(v.mask), (int)r->size, (int)ballots);
    }
}

void differ_by_address(int64_t juries, const room *r, const uint32_t key[2], tally *t) {
    for (int64_t j = 0; j < juries; j++) {
        votes v = {0, 0};
        uint32_t words[2], ballots = 0;
        for (uint32_t seat = 0; seat < r->size; seat++) {
            if (seat % 2 == 0) threefry((uint32_t)j, 0x80000000u + seat / 2, key, words);
            first_vote(&v, seat, words[seat % 2], r);
        }
        for (; divided(&v, r) && ballots < r->cap; ballots++) {
            if (ballots % 2 == 0) threefry((uint32_t)j, ballots / 2, key, words);
            ballot(&v, words[ballots % 2], r);
        }
        end(t, __builtin_popcount(v.mask), (int)r->size, (int)ballots);
    }
}

/* The same law without arithmetic on influence: the juror drawn takes over the vote of another, drawn
   with a chance that grows with influence. The pair is drawn from a table of 256 entries by Walker's
   alias method (1977): 8 bits name the entry and 24 choose one of its two pairs, each of two bytes. */
typedef struct {
    uint32_t limit, pairs;
} entry;

void differ_by_pairs(int64_t juries, const room *r, const entry table[256], const uint32_t seed[4],
                     tally *t) {
    uint32_t s[4] = {seed[0], seed[1], seed[2], seed[3]};
    for (int64_t j = 0; j < juries; j++) {
        votes v = {0, 0};
        uint32_t ballots = 0;
        for (uint32_t seat = 0; seat < r->size; seat++) first_vote(&v, seat, next(s), r);
        for (; divided(&v, r) && ballots < r->cap; ballots++) {
            uint32_t word = next(s);
            const entry *e = table + (word >> 24);
            uint32_t pair = e->pairs >> ((word & 0xFFFFFF) < e->limit ? 0 : 16);
            uint32_t drawn = pair & 255, other = pair >> 8 & 255;
            v.mask ^= ((v.mask >> drawn ^ v.mask >> other) & 1) << drawn;
        }
        end(t, __builtin_popcount(v.mask), (int)r->size, (int)ballots);
    }
}
