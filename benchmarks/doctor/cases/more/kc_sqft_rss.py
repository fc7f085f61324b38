# Simple regression for the house sales exercise (King County)
# one variable: sqft_living -> price
import numpy as np
from io import StringIO
#import pandas as pd

# first rows of kc_house_train_data.csv, pasted here so everybody can run it
rows = """sqft_living,price
1180,221900
2570,538000
770,180000
1960,604000
1680,510000
5420,1225000
1715,257500
1060,291850
1780,229500
1890,323000
3560,662500
1160,468000
1430,310000
1370,400000
1810,530000
2950,650000
1890,395000
1600,485000
1200,189000
1250,230000
1620,385000
3050,790000
2270,285000
1070,252700
2450,329000
1710,233000
2450,937000
1400,667000
1520,438000
2570,719000
"""

#This Function takes X value, Y value and vector of w0(intercept),w1(slope)
def gradient_decend(X,Y,W):
    intercept=W[0][0]
    slope=W[1][0]
    #Here i will get a list
    #list is like this
    #gd=[sum(y-(intercept+slope*x)),
    #    sum((y-(intercept+slope*x))*x)]
    gd=[sum(y-(intercept+slope*x) for x,y in zip(X,Y)),
        sum(((y-(intercept+slope*x))*x) for x,y in zip(X,Y))]
    return np.array(gd).reshape(2,1)

#Residual sum of squares
def RSS(X,Y,W):
    return sum((y-(W[0][0]+W[1][0]*x))**2 for x,y in zip(X,Y))

#Reading Training Data
training_data = np.genfromtxt(StringIO(rows), delimiter=",", skip_header=1)
sqft_living = training_data[:,0]
price = training_data[:,1]

#Learning Rate
n=0.0001
iteration=1500

#Intercept
w0=0
#Slope
w1=0

#(2,1) vector of w0,w1
W=np.array([w0,w1],dtype=float).reshape(2,1)

#Running gradient Decend
for i in range(iteration):
    W=W+((2*n)*(gradient_decend(sqft_living,price,W)))
    if i<5 or i%300==299:
        print(i, RSS(sqft_living,price,W))

print("intercept, slope", W[0][0], W[1][0])
explained = 1 - RSS(sqft_living,price,W)/sum((price-price.mean())**2)
print("R squared", explained)
