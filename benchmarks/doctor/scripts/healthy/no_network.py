"""Monthly totals of a small shop. Nothing is trained here."""
import collections

sales = [("jan", 12.5), ("jan", 7.0), ("feb", 3.25), ("mar", 18.0), ("feb", 9.75), ("mar", 1.0)]
total = collections.defaultdict(float)
for month, amount in sales:
    total[month] += amount
for month, amount in total.items():
    print(f"{month:5}{amount:8.2f}")
print("sum", sum(total.values()))
